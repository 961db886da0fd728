package dev.cadre.api.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.cadre.api.identity.TokenRefused.Fault;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A JWT in its compact form, read and not believed yet. Of its header, only algorithm, type and the
 * key's name count: keys, certificates and addresses in it ({@code jwk, x5c, jku, x5u}) are an
 * attacker's word as long as nothing is verified.
 */
final class SignedToken {

  /** Neither {@code none} nor what a public key could be the secret of. */
  private static final Set<String> ALGORITHMS =
      Stream.of(
              JWSAlgorithm.RS256,
              JWSAlgorithm.RS384,
              JWSAlgorithm.RS512,
              JWSAlgorithm.PS256,
              JWSAlgorithm.PS384,
              JWSAlgorithm.PS512,
              JWSAlgorithm.ES256,
              JWSAlgorithm.ES384,
              JWSAlgorithm.EdDSA)
          .map(JWSAlgorithm::getName)
          .collect(Collectors.toUnmodifiableSet());

  private static final int LONGEST = 16_384;

  private final SignedJWT jwt;
  private final JWTClaimsSet claims;

  private SignedToken(SignedJWT jwt, JWTClaimsSet claims) {
    this.jwt = jwt;
    this.claims = claims;
  }

  /**
   * Reads a token.
   *
   * @throws TokenRefused MALFORMED, ALGORITHM_REFUSED
   */
  static SignedToken read(String text) {
    if (text.length() > LONGEST || text.chars().filter(c -> c == '.').count() != 2) {
      throw new TokenRefused(Fault.MALFORMED);
    }
    try {
      Map<String, Object> raw =
          JSONObjectUtils.parse(JOSEObject.split(text)[0].decodeToString(), LONGEST);
      if (!(raw.get("alg") instanceof String alg) || !ALGORITHMS.contains(alg)) {
        throw new TokenRefused(Fault.ALGORITHM_REFUSED);
      }
      SignedJWT jwt = SignedJWT.parse(text);
      JWSHeader header = jwt.getHeader();
      // An extension that must be understood is not; a token within a token neither.
      if (raw.containsKey("crit") || header.getContentType() != null) {
        throw new TokenRefused(Fault.MALFORMED);
      }
      return new SignedToken(jwt, jwt.getJWTClaimsSet());
    } catch (ParseException | IllegalArgumentException | IllegalStateException e) {
      throw new TokenRefused(Fault.MALFORMED);
    }
  }

  /** What it says; to be believed after {@link #signedBy} only. */
  JWTClaimsSet claims() {
    return claims;
  }

  /** The media type that it says it is, in lower case; null when it says none. */
  @Nullable String type() {
    return jwt.getHeader().getType() == null
        ? null
        : jwt.getHeader().getType().getType().toLowerCase(Locale.ROOT);
  }

  /** Whether one of the keys is of the kind and name that its header asks for. */
  boolean names(List<JWK> keys) {
    return !fitting(keys).isEmpty();
  }

  /** Whether one of the keys has signed it. */
  boolean signedBy(List<JWK> keys) {
    return fitting(keys).stream().anyMatch(this::signedBy);
  }

  private List<JWK> fitting(List<JWK> keys) {
    JWKMatcher matcher = JWKMatcher.forJWSHeader(jwt.getHeader());
    return matcher == null ? List.of() : new JWKSelector(matcher).select(new JWKSet(keys));
  }

  private boolean signedBy(JWK key) {
    try {
      JWSVerifier verifier =
          switch (key) {
            case RSAKey rsa -> new RSASSAVerifier(rsa);
            case ECKey ec -> new ECDSAVerifier(ec);
            case OctetKeyPair ed -> new Ed25519(ed);
            default -> throw new JOSEException("no key that verifies");
          };
      return jwt.verify(verifier);
    } catch (JOSEException e) {
      return false;
    }
  }
}
