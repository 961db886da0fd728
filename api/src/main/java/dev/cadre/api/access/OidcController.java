package dev.cadre.api.access;

import dev.cadre.api.identity.CodeFlow;
import dev.cadre.api.identity.IdentityProvider;
import dev.cadre.api.identity.IdentityProviders;
import dev.cadre.api.identity.LoginSecrets;
import dev.cadre.api.identity.OAuthErrors;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.HttpSettings;
import dev.cadre.stores.access.OidcLogins;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Lets people in whom an identity provider vouches for (OpenID Connect). */
@RestController
@Tag(name = "Sign in")
class OidcController {

  static final String COOKIE = "cadre_login";

  private static final String PATH = "/sign-in/oidc/";
  private static final Duration LIFE = Duration.ofMinutes(10);

  private final IdentityProviders providers;
  private final CodeFlow flow;
  private final OidcLogins logins;
  private final Subjects subjects;
  private final SignInLimits limits;
  private final BrowserSession session;
  private final HttpSettings http;

  OidcController(
      IdentityProviders providers,
      CodeFlow flow,
      OidcLogins logins,
      Subjects subjects,
      SignInLimits limits,
      BrowserSession session,
      HttpSettings http) {
    this.providers = providers;
    this.flow = flow;
    this.logins = logins;
    this.subjects = subjects;
    this.limits = limits;
    this.session = session;
    this.http = http;
  }

  @GetMapping(PATH + "{provider}")
  @SecurityRequirements
  @Operation(summary = "Begin to sign in at an identity provider")
  Mono<ResponseEntity<Void>> begin(@PathVariable String provider, ServerWebExchange exchange) {
    IdentityProvider at = named(provider);
    LoginSecrets secrets = LoginSecrets.random();
    return limits
        .take(exchange)
        .then(flow.begin(at, redirect(at), secrets))
        .delayUntil(_ -> logins.begin(begun(at, secrets), LIFE))
        .map(there ->
            ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(there)
                .header(HttpHeaders.SET_COOKIE, cookie(secrets.browser(), LIFE).toString())
                .header("Referrer-Policy", "no-referrer")
                .cacheControl(CacheControl.noStore())
                .build());
  }

  @GetMapping(PATH + "{provider}/callback")
  @SecurityRequirements
  @Operation(summary = "Where an identity provider sends the browser back to")
  Mono<ResponseEntity<String>> end(
      @PathVariable String provider,
      @RequestParam(defaultValue = "") String code,
      @RequestParam(defaultValue = "") String state,
      @RequestParam(defaultValue = "") String iss,
      @RequestParam(defaultValue = "") String error,
      @CookieValue(name = COOKIE, defaultValue = "") String browser,
      ServerWebExchange exchange) {
    IdentityProvider at = named(provider);
    LoginSecrets secrets = new LoginSecrets(state, browser);
    return logins
        .take(begun(at, secrets))
        .filter(ours -> ours)
        .switchIfEmpty(Mono.error(OidcController::stateUnknown))
        .doOnNext(_ -> refuse(at, code, iss, error))
        .flatMap(_ -> flow.end(at, redirect(at), secrets, code))
        .flatMap(subjects::signedIn)
        .flatMap(who -> session.start(who, "oidc", exchange))
        .onErrorMap(
            Unauthenticated.class,
            no ->
                ApiProblem.of(HttpStatus.UNAUTHORIZED, no.code(), String.valueOf(no.getMessage())))
        .map(cookie -> SignInPage.in(cookie, cookie("", Duration.ZERO)));
  }

  private static void refuse(IdentityProvider at, String code, String iss, String error) {
    // Before all else: what another provider says, in this one's name, is not even an error.
    if (!iss.isEmpty() && !iss.equals(at.settings().issuer())) {
      throw ApiProblem.of(
          HttpStatus.BAD_REQUEST,
          "OIDC_ISSUER_MIXED_UP",
          "Another identity provider has answered than was asked; begin again at /sign-in.");
    }
    if (!error.isEmpty() || code.isEmpty()) {
      String known = OAuthErrors.known(error);
      throw ApiProblem.of(
              HttpStatus.FORBIDDEN,
              "OIDC_DENIED",
              "The identity provider did not let you in"
                  + (known == null ? "." : ": " + known + "."))
          .with("error", known);
    }
  }

  private static ApiProblem stateUnknown() {
    return ApiProblem.of(
        HttpStatus.BAD_REQUEST,
        "OIDC_STATE_UNKNOWN",
        "This login did not begin in this browser, was ended already, or took over ten minutes;"
            + " begin again at /sign-in.");
  }

  private IdentityProvider named(String name) {
    return providers.forPeople().stream()
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .orElseThrow(() -> ApiProblem.notFound("identity provider"));
  }

  private String redirect(IdentityProvider provider) {
    return http.link(PATH + provider.name() + "/callback");
  }

  private static OidcLogins.Begun begun(IdentityProvider provider, LoginSecrets secrets) {
    return new OidcLogins.Begun(provider.name(), secrets.state(), secrets.browser());
  }

  /** Lax: the provider's page sends the browser back. */
  private ResponseCookie cookie(String secret, Duration life) {
    return ResponseCookie.from(COOKIE, secret)
        .httpOnly(true)
        .secure(http.link("").startsWith("https:"))
        .sameSite("Lax")
        .path(PATH)
        .maxAge(life)
        .build();
  }
}
