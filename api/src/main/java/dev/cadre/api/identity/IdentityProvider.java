package dev.cadre.api.identity;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import dev.cadre.api.identity.TokenRefused.Fault;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import reactor.core.publisher.Mono;

/** One provider: its settings, its addresses and its keys. */
public final class IdentityProvider {

  private static final int SHORTEST_RSA = 2048;

  private final String name;
  private final IdentitySettings.Provider settings;
  private final ProviderCalls calls;
  private final Fetched<Endpoints> endpoints;
  private final Fetched<List<JWK>> keys;

  IdentityProvider(
      String name, IdentitySettings.Provider settings, ProviderCalls calls, Clock clock) {
    this.name = name;
    this.settings = settings;
    this.calls = calls;
    Endpoints given = Endpoints.given(settings);
    this.endpoints = new Fetched<>(given == null ? discovered() : Mono.just(given), clock);
    this.keys = new Fetched<>(endpoints.get().flatMap(e -> published(e.jwks())), clock);
  }

  public String name() {
    return name;
  }

  public IdentitySettings.Provider settings() {
    return settings;
  }

  Mono<Endpoints> endpoints() {
    return endpoints.get();
  }

  /**
   * The token again, if a key of this provider has signed it. A name of a key that is not known is
   * looked for at the provider once more, though not each time: names are made up easily.
   *
   * @return an error of {@link TokenRefused}, or of IDENTITY_UNAVAILABLE
   */
  Mono<SignedToken> verified(SignedToken token) {
    return keys.get()
        .flatMap(known -> token.names(known) ? Mono.just(known) : keys.renewed())
        .filter(token::signedBy)
        .map(_ -> token)
        .switchIfEmpty(Mono.error(() -> new TokenRefused(Fault.SIGNATURE_INVALID)));
  }

  private Mono<Endpoints> discovered() {
    URI uri = Endpoints.discovery(settings.issuer());
    return calls
        .get(uri)
        .flatMap(answer ->
            Mono.fromCallable(() -> Endpoints.discovered(settings, answer.json()))
                .onErrorMap(failure -> ProviderCalls.unavailable(uri, failure)));
  }

  private Mono<List<JWK>> published(URI uri) {
    return calls
        .get(uri)
        .flatMap(answer ->
            Mono.fromCallable(() -> keys(answer.body()))
                .onErrorMap(failure -> ProviderCalls.unavailable(uri, failure)));
  }

  private static List<JWK> keys(String json) throws ParseException {
    return JWKSet.parse(json).getKeys().stream()
        .filter(key -> !(key instanceof RSAKey rsa) || rsa.size() >= SHORTEST_RSA)
        .toList();
  }
}
