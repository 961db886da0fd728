package dev.cadre.api.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.cadre.api.identity.TokenRefused.Fault;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Verifies access tokens. */
@Component
public class AccessTokens {

  private static final Set<String> TYPES = Set.of("at+jwt", "application/at+jwt", "jwt");

  /** What OpenID Connect puts into ID tokens only. */
  private static final List<String> OF_ID_TOKENS = List.of("nonce", "at_hash", "c_hash");

  private final IdentityProviders providers;
  private final Clock clock;

  AccessTokens(IdentityProviders providers, Clock clock) {
    this.providers = providers;
    this.clock = clock;
  }

  /** Whether a bearer token is meant to be a JWT; an API key has no dot. */
  public static boolean meant(String token) {
    return token.indexOf('.') >= 0;
  }

  /**
   * Whom a token is about.
   *
   * @return an error of {@link TokenRefused}, or of IDENTITY_UNAVAILABLE
   */
  public Mono<Vouched> verify(String text) {
    return Mono.defer(() -> {
      SignedToken token = SignedToken.read(text);
      String type = token.type();
      if (type != null && !TYPES.contains(type)) {
        throw new TokenRefused(Fault.NOT_ACCESS_TOKEN);
      }
      // Unverified: it chooses whose keys must have signed it, no more.
      IdentityProvider provider =
          Stream.ofNullable(token.claims().getIssuer())
              .flatMap(issuer -> providers.of(issuer).stream())
              .findFirst()
              .orElseThrow(() -> new TokenRefused(Fault.ISSUER_UNKNOWN));
      return provider.verified(token).map(verified -> accepted(provider, verified.claims()));
    });
  }

  private Vouched accepted(IdentityProvider provider, JWTClaimsSet claims) {
    Claims.check(claims, clock.instant());
    IdentitySettings.Provider settings = provider.settings();
    String audience = settings.audience();
    List<String> meant = claims.getAudience();
    boolean forClientOnly =
        meant.size() == 1
            && meant.getFirst().equals(settings.clientId())
            && !meant.getFirst().equals(audience);
    if (forClientOnly || OF_ID_TOKENS.stream().anyMatch(claims.getClaims()::containsKey)) {
      throw new TokenRefused(Fault.NOT_ACCESS_TOKEN);
    }
    if (audience == null || !meant.contains(audience)) {
      throw new TokenRefused(Fault.WRONG_AUDIENCE);
    }
    return new Vouched(provider, claims);
  }
}
