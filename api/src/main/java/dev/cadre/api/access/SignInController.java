package dev.cadre.api.access;

import dev.cadre.api.identity.IdentityProvider;
import dev.cadre.api.identity.IdentityProviders;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.HttpSettings;
import dev.cadre.stores.access.Principal;
import dev.cadre.stores.access.SignIns;
import dev.cadre.workflows.access.Permission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Lets people in: with name and password, or by a link that works once and for ten minutes. Both
 * set a cookie.
 */
@RestController
@Tag(name = "Sign in")
class SignInController {

  private static final Duration LINK = Duration.ofMinutes(10);

  private final SignIns signIns;
  private final PasswordSignIn passwords;
  private final IdentityProviders providers;
  private final BrowserSession session;
  private final HttpSettings http;

  /** A link for a browser. */
  record Link(String url, Instant expiresAt) {}

  SignInController(
      SignIns signIns,
      PasswordSignIn passwords,
      IdentityProviders providers,
      BrowserSession session,
      HttpSettings http) {
    this.signIns = signIns;
    this.passwords = passwords;
    this.providers = providers;
    this.session = session;
    this.http = http;
  }

  @Requires(Permission.SELF)
  @PostMapping("/v1/sign-in-links")
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      summary = "Make a link that signs a browser in as the caller, once, within ten minutes")
  Mono<Link> link(@AuthenticationPrincipal Caller caller) {
    if (!caller.whole() || caller.principal().kind() == Principal.Kind.SERVICE) {
      throw ApiProblem.of(
          HttpStatus.FORBIDDEN,
          "SCOPE_NOT_YOURS_TO_GIVE",
          "A session may all that its account may: keys with scopes, and services, make no links.");
    }
    return signIns
        .link(caller.tenant(), caller.name(), LINK)
        .map(link -> new Link(http.link("/sign-in?token=" + link.token()), link.expiresAt()));
  }

  @GetMapping(SignInPage.PATH)
  @SecurityRequirements
  @Operation(
      summary = "Use a sign-in link up, or without `token` the page that asks for a password")
  Mono<ResponseEntity<String>> signIn(
      @RequestParam(defaultValue = "") String token, ServerWebExchange exchange) {
    // Whoever looks whether a link is there does not use it up.
    return token.isEmpty() || HttpMethod.HEAD.equals(exchange.getRequest().getMethod())
        ? Mono.just(page(HttpStatus.OK, ""))
        : session
            .redeem(token, exchange)
            .map(SignInController::in)
            .switchIfEmpty(
                Mono.error(() ->
                    ApiProblem.of(
                        HttpStatus.UNAUTHORIZED,
                        "SIGN_IN_LINK_INVALID",
                        "This link was used or has expired; ask for a new one.")));
  }

  @PostMapping(path = SignInPage.PATH, consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  @SecurityRequirements
  @Operation(summary = "Sign in with `tenant` (its domain), `name` and `password`, as a form")
  Mono<ResponseEntity<String>> signIn(ServerWebExchange exchange) {
    return exchange
        .getFormData()
        .flatMap(form ->
            passwords.prove(
                text(form, "tenant"), text(form, "name"), text(form, "password"), exchange))
        .flatMap(who -> session.start(who, "password", exchange))
        .map(SignInController::in)
        .onErrorResume(
            Unauthenticated.class,
            no -> Mono.just(page(HttpStatus.UNAUTHORIZED, String.valueOf(no.getMessage()))));
  }

  private ResponseEntity<String> page(HttpStatus status, String no) {
    return SignInPage.answer(
        status, no, providers.forPeople().stream().map(IdentityProvider::name).toList());
  }

  private static String text(MultiValueMap<String, String> form, String field) {
    return Objects.requireNonNullElse(form.getFirst(field), "");
  }

  @Requires(Permission.SELF)
  @PostMapping("/v1/sign-out")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(summary = "End the session of the cookie")
  Mono<Void> signOut(
      @CookieValue(name = Credentials.COOKIE, defaultValue = "") String cookie,
      ServerHttpResponse response) {
    response.addCookie(session.none());
    return signIns.end(cookie);
  }

  private static ResponseEntity<String> in(ResponseCookie cookie) {
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .location(URI.create("/docs"))
        .header(HttpHeaders.SET_COOKIE, cookie.toString())
        .header("Referrer-Policy", "no-referrer")
        .build();
  }
}
