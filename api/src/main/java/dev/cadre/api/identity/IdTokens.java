package dev.cadre.api.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.cadre.api.identity.TokenRefused.Fault;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What OpenID Connect asks of an ID token, section 3.1.3.7, once its signature is good. */
final class IdTokens {

  private static final Set<String> TYPES = Set.of("jwt", "id_token+jwt");

  private IdTokens() {}

  /**
   * Checks that a token ends the login that was begun with this nonce.
   *
   * @throws TokenRefused with what is wrong
   */
  static void check(
      SignedToken token, IdentitySettings.Provider settings, String nonce, Instant now) {
    JWTClaimsSet claims = token.claims();
    String type = token.type();
    if (type != null && !TYPES.contains(type)) {
      throw new TokenRefused(Fault.MALFORMED);
    }
    // Another provider's token may come from this one's endpoint, and from nobody else's keys.
    if (!settings.issuer().equals(claims.getIssuer())) {
      throw new TokenRefused(Fault.ISSUER_UNKNOWN);
    }
    Claims.check(claims, now);
    if (!forClient(claims, settings.clientId())) {
      throw new TokenRefused(Fault.WRONG_AUDIENCE);
    }
    Date issued = claims.getIssueTime();
    if (issued == null || !nonce.equals(claims.getClaim("nonce"))) {
      throw new TokenRefused(Fault.MALFORMED);
    }
    if (Claims.later(issued, now)) {
      throw new TokenRefused(Fault.NOT_YET_VALID);
    }
  }

  /** For this client, and given to no other one. */
  private static boolean forClient(JWTClaimsSet claims, @Nullable String client) {
    List<String> audience = claims.getAudience();
    Object party = claims.getClaim("azp");
    return client != null
        && audience.contains(client)
        && (party == null ? audience.size() == 1 : party.equals(client));
  }
}
