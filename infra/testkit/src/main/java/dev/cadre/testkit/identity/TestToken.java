package dev.cadre.testkit.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A JWT of whatever header and claims. */
public final class TestToken {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, Object> header = new LinkedHashMap<>();
  private final Map<String, Object> claims = new LinkedHashMap<>();

  /** Sets a member of the header; null takes it away. */
  public TestToken header(String name, @Nullable Object value) {
    return set(header, name, value);
  }

  /** Sets a claim; null takes it away. */
  public TestToken claim(String name, @Nullable Object value) {
    return set(claims, name, value);
  }

  private TestToken set(Map<String, Object> map, String name, @Nullable Object value) {
    if (value == null) {
      map.remove(name);
    } else {
      map.put(name, value);
    }
    return this;
  }

  /** Signed by a key, under the key's name and algorithm. */
  public String by(TestKey key) {
    header.put("alg", key.algorithm());
    header.put("kid", key.id());
    return as(key);
  }

  /** Signed by a key, with the header as it is. */
  public String as(TestKey key) {
    return unsigned() + "." + TestKey.encoded(key.sign(bytes(unsigned())));
  }

  /** By HS256. */
  public String hmac(byte[] secret) {
    header.put("alg", "HS256");
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return unsigned() + "." + TestKey.encoded(mac.doFinal(bytes(unsigned())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Header and claims, without a signature. */
  public String unsigned() {
    return encoded(header) + "." + encoded(claims);
  }

  private static String encoded(Map<String, Object> map) {
    return TestKey.encoded(JSON.writeValueAsBytes(map));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
