package dev.cadre.api.access;

import dev.cadre.api.runtime.HttpSettings;
import java.time.Duration;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/** The cookie of a browser that is signed in. */
@Component
class BrowserSession {

  static final Duration LIFE = Duration.ofHours(12);

  private final HttpSettings http;

  BrowserSession(HttpSettings http) {
    this.http = http;
  }

  /** A cookie that only requests from pages of this API carry. */
  ResponseCookie cookie(String token, Duration life) {
    return ResponseCookie.from(Credentials.COOKIE, token)
        .httpOnly(true)
        .secure(secure())
        .sameSite("Strict")
        .path("/")
        .maxAge(life)
        .build();
  }

  boolean secure() {
    return http.link("").startsWith("https:");
  }
}
