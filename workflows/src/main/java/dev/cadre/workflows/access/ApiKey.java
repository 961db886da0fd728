package dev.cadre.workflows.access;

import dev.cadre.workflows.runtime.Uuid7;
import dev.cadre.workflows.tenant.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * An API key in clear: {@code cadre_<tenant and id>_<secret>_<checksum>}, the first two base64url,
 * the checksum CRC-32 in hex. The prefix lets scanners of repositories find it, the checksum tells
 * a mistyped key from an unknown one without asking anybody.
 *
 * @param id of the key; no secret
 * @param secret 32 random bytes, base64url
 */
public record ApiKey(TenantId tenant, UUID id, String secret) {

  private static final int SECRET = 32;
  private static final int PLACE = 32;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Pattern FORM =
      Pattern.compile("cadre_([A-Za-z0-9_-]{43})_([A-Za-z0-9_-]{43})_([0-9a-f]{8})");

  public ApiKey {
    if (secret.length() != 43) {
      throw new IllegalArgumentException("the secret of an API key is 43 characters");
    }
  }

  /** A new key, of a source of randomness that is fit for secrets. */
  public static ApiKey random(TenantId tenant, long epochMillis, RandomGenerator random) {
    byte[] secret = new byte[SECRET];
    random.nextBytes(secret);
    return of(tenant, Uuid7.of(epochMillis, random), secret);
  }

  /** A key of 32 random bytes. */
  public static ApiKey of(TenantId tenant, UUID id, byte[] random) {
    if (random.length != SECRET) {
      throw new IllegalArgumentException("an API key takes 32 random bytes");
    }
    return new ApiKey(tenant, id, ENCODER.encodeToString(random));
  }

  /** Whether a text is meant to be an API key, well formed or not. */
  public static boolean meant(String text) {
    return text.startsWith("cadre_");
  }

  /** Reads a key; empty when it is none or its checksum is wrong. */
  public static Optional<ApiKey> read(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()
        || !checksum(body(matcher.group(1), matcher.group(2))).equals(matcher.group(3))) {
      return Optional.empty();
    }
    ByteBuffer place = ByteBuffer.wrap(Base64.getUrlDecoder().decode(matcher.group(1)));
    TenantId tenant = new TenantId(new UUID(place.getLong(), place.getLong()));
    return Optional.of(
        new ApiKey(tenant, new UUID(place.getLong(), place.getLong()), matcher.group(2)));
  }

  /** The whole key, as its holder sends it. */
  public String text() {
    byte[] place =
        ByteBuffer.allocate(PLACE)
            .putLong(tenant.value().getMostSignificantBits())
            .putLong(tenant.value().getLeastSignificantBits())
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    String body = body(ENCODER.encodeToString(place), secret);
    return body + "_" + checksum(body);
  }

  private static String body(String place, String secret) {
    return "cadre_" + place + "_" + secret;
  }

  private static String checksum(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.US_ASCII));
    return String.format("%08x", crc.getValue());
  }

  @Override
  public String toString() {
    return "ApiKey[" + tenant + ", " + id + "]";
  }
}
