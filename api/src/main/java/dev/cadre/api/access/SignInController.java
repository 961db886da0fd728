package dev.cadre.api.tenant;

import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.HttpSettings;
import dev.cadre.stores.tenant.SignIns;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Lets a browser in: a link that works once and for ten minutes, and the cookie that it sets. */
@RestController
@Tag(name = "Sign in")
class SignInController {

  private static final Duration LINK = Duration.ofMinutes(10);
  private static final Duration SESSION = Duration.ofHours(12);

  private final SignIns signIns;
  private final HttpSettings http;

  /** A link for a browser. */
  record Link(String url, Instant expiresAt) {}

  SignInController(SignIns signIns, HttpSettings http) {
    this.signIns = signIns;
    this.http = http;
  }

  @PostMapping("/v1/sign-in-links")
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      summary = "Make a link that signs a browser in as the caller, once, within ten minutes")
  Mono<Link> link(@AuthenticationPrincipal Caller caller) {
    return signIns
        .link(caller.tenant(), caller.name(), LINK)
        .map(link -> new Link(http.link("/sign-in?token=" + link.token()), link.expiresAt()));
  }

  @GetMapping("/sign-in")
  @SecurityRequirements
  @Operation(summary = "Use a sign-in link up; sets the session's cookie and goes on to /docs")
  Mono<ResponseEntity<Void>> signIn(@RequestParam(defaultValue = "") String token) {
    return signIns
        .redeem(token, SESSION)
        .map(session ->
            ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(URI.create("/docs"))
                .header(HttpHeaders.SET_COOKIE, cookie(session.token()).toString())
                .header("Referrer-Policy", "no-referrer")
                .<Void>build())
        .switchIfEmpty(
            Mono.error(() ->
                ApiProblem.of(
                    HttpStatus.UNAUTHORIZED,
                    "SIGN_IN_LINK_INVALID",
                    "This link was used or has expired; ask for a new one.")));
  }

  private ResponseCookie cookie(String token) {
    return ResponseCookie.from(Credentials.COOKIE, token)
        .httpOnly(true)
        .secure(http.link("").startsWith("https:"))
        .sameSite("Strict")
        .path("/")
        .maxAge(SESSION)
        .build();
  }
}
