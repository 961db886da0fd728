package dev.cadre.api.access;

import dev.cadre.api.runtime.HttpSettings;
import dev.cadre.stores.access.Principal;
import dev.cadre.stores.access.Principals;
import dev.cadre.stores.access.SignIns;
import java.time.Duration;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Begins the session of a browser, however it came in: a cookie, and a time at the account. */
@Component
class BrowserSession {

  private static final Duration LIFE = Duration.ofHours(12);

  private final SignIns signIns;
  private final Principals principals;
  private final AccessAudit audit;
  private final HttpSettings http;

  BrowserSession(SignIns signIns, Principals principals, AccessAudit audit, HttpSettings http) {
    this.signIns = signIns;
    this.principals = principals;
    this.audit = audit;
    this.http = http;
  }

  /**
   * The cookie of somebody who has proven who they are.
   *
   * @param how a word for the audit log, such as {@code password}
   */
  Mono<ResponseCookie> start(Principal who, String how, ServerWebExchange exchange) {
    return signIns
        .start(who.tenant(), who.name(), LIFE)
        .flatMap(session -> begun(session, how, exchange));
  }

  /** The cookie for a link, which is used up; empty when it is unknown, used or expired. */
  Mono<ResponseCookie> redeem(String link, ServerWebExchange exchange) {
    return signIns
        .take(link)
        .flatMap(taken ->
            principals
                .named(taken.tenant(), taken.principal())
                // As a session: over with the account, and with a new password.
                .filter(who -> who.active() && !taken.since().isBefore(who.sessionsFrom())))
        .flatMap(who -> start(who, "link", exchange));
  }

  /** Takes the cookie away. */
  ResponseCookie none() {
    return cookie("", Duration.ZERO);
  }

  private Mono<ResponseCookie> begun(
      SignIns.Issued session, String how, ServerWebExchange exchange) {
    return audit
        .signedIn(session.tenant(), session.principal(), how, exchange)
        .thenReturn(cookie(session.token(), LIFE));
  }

  /** Only requests from pages of this API carry it. */
  private ResponseCookie cookie(String token, Duration life) {
    return ResponseCookie.from(Credentials.COOKIE, token)
        .httpOnly(true)
        .secure(http.link("").startsWith("https:"))
        .sameSite("Strict")
        .path("/")
        .maxAge(life)
        .build();
  }
}
