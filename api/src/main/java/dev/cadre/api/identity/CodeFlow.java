package dev.cadre.api.identity;

import dev.cadre.api.runtime.ApiProblem;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** OpenID Connect's authorization code flow, with PKCE (RFC 7636). */
@Component
public class CodeFlow {

  private static final Logger LOG = LoggerFactory.getLogger(CodeFlow.class);

  private final ProviderCalls calls;
  private final Clock clock;

  CodeFlow(ProviderCalls calls, Clock clock) {
    this.calls = calls;
    this.clock = clock;
  }

  /** Where the browser is sent, to come back to {@code redirect}. */
  public Mono<URI> begin(IdentityProvider provider, String redirect, LoginSecrets secrets) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("response_type", "code");
    query.put("client_id", client(provider));
    query.put("redirect_uri", redirect);
    query.put("scope", "openid profile email");
    query.put("state", secrets.state());
    query.put("nonce", secrets.nonce());
    query.put("code_challenge", secrets.challenge());
    query.put("code_challenge_method", "S256");
    String text =
        query.entrySet().stream()
            .map(field -> field.getKey() + "=" + ProviderCalls.encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return provider
        .endpoints()
        .map(endpoints -> Objects.requireNonNull(endpoints.authorization()))
        .map(uri -> URI.create(uri + (uri.getRawQuery() == null ? "?" : "&") + text));
  }

  /**
   * Who has signed in, for the code with which the browser came back.
   *
   * @return an error of OIDC_CODE_REFUSED, OIDC_TOKEN_INVALID, IDENTITY_UNAVAILABLE
   */
  public Mono<Vouched> end(
      IdentityProvider provider, String redirect, LoginSecrets secrets, String code) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", redirect);
    form.put("code_verifier", secrets.verifier());
    Path secret = provider.settings().clientSecretFile();
    if (secret == null) {
      form.put("client_id", client(provider));
    }
    return provider
        .endpoints()
        .map(endpoints -> Objects.requireNonNull(endpoints.token()))
        .flatMap(uri ->
            authorization(provider, secret)
                .flatMap(basic -> calls.post(uri, form, orNull(basic)))
                .flatMap(answer -> idToken(uri, answer)))
        .flatMap(token -> verified(provider, token, secrets.nonce()));
  }

  private static String client(IdentityProvider provider) {
    return Objects.requireNonNull(provider.settings().clientId());
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /**
   * HTTP Basic of client and secret, each form-encoded as RFC 6749 asks; empty without a secret.
   */
  private static Mono<String> authorization(IdentityProvider provider, @Nullable Path secret) {
    if (secret == null) {
      return Mono.just("");
    }
    return Mono.fromCallable(() -> Files.readString(secret).strip())
        .subscribeOn(Schedulers.boundedElastic())
        .onErrorMap(
            IOException.class, e -> new IllegalStateException(secret + " cannot be read", e))
        .map(text -> ProviderCalls.encoded(client(provider)) + ":" + ProviderCalls.encoded(text))
        .map(pair ->
            "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  private static Mono<String> idToken(URI uri, ProviderCalls.Answer answer) {
    if (answer.status() >= 500) {
      var failure = new IllegalStateException("answered with " + answer.status());
      return Mono.error(ProviderCalls.unavailable(uri, failure));
    }
    if (answer.status() != 200) {
      // Ours may be wrong too: the secret, the client, the redirect address.
      LOG.atWarn()
          .addKeyValue("address", uri.getAuthority())
          .addKeyValue("error", OAuthErrors.known(answer.json().get("error")))
          .log("An identity provider gives no token for a code");
      return Mono.error(
          ApiProblem.of(
              HttpStatus.UNAUTHORIZED,
              "OIDC_CODE_REFUSED",
              "The identity provider does not take its code back; begin again at /sign-in."));
    }
    return answer.json().get("id_token") instanceof String token
        ? Mono.just(token)
        : Mono.error(invalid("TOKEN_MALFORMED"));
  }

  private Mono<Vouched> verified(IdentityProvider provider, String text, String nonce) {
    return Mono.fromCallable(() -> SignedToken.read(text))
        .flatMap(provider::verified)
        .map(token -> {
          IdTokens.check(token, provider.settings(), nonce, clock.instant());
          return new Vouched(provider, token.claims());
        })
        .onErrorMap(TokenRefused.class, refused -> invalid(refused.code()));
  }

  private static ApiProblem invalid(String why) {
    return ApiProblem.of(
            HttpStatus.UNAUTHORIZED,
            "OIDC_TOKEN_INVALID",
            "The identity provider's ID token proves nothing (" + why + ").")
        .with("reason", why);
  }
}
