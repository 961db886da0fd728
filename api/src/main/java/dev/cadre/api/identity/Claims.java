package dev.cadre.api.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.cadre.api.identity.TokenRefused.Fault;
import dev.cadre.stores.access.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** What is asked of the claims of every token whose signature is good. */
final class Claims {

  private static final Duration SKEW = Duration.ofSeconds(60);

  private Claims() {}

  /**
   * Checks that a token is valid now and about somebody.
   *
   * @throws TokenRefused MALFORMED, EXPIRED, NOT_YET_VALID
   */
  static void check(JWTClaimsSet claims, Instant now) {
    Date expires = claims.getExpirationTime();
    Date from = claims.getNotBeforeTime();
    String subject = claims.getSubject();
    if (expires == null || subject == null || !Subject.fits(subject)) {
      throw new TokenRefused(Fault.MALFORMED);
    }
    if (!now.isBefore(expires.toInstant().plus(SKEW))) {
      throw new TokenRefused(Fault.EXPIRED);
    }
    if (from != null && later(from, now)) {
      throw new TokenRefused(Fault.NOT_YET_VALID);
    }
  }

  /** Whether a time is to come, even if our clock is late. */
  static boolean later(Date time, Instant now) {
    return time.toInstant().isAfter(now.plus(SKEW));
  }
}
