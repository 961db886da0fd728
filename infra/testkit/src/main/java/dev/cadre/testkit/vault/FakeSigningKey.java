package dev.cadre.testkit.vault;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A key of the kind ed25519: signs. */
final class FakeSigningKey extends FakeKey {

  static final String TYPE = "ed25519";

  private static final int RAW = 32;

  /** A server that is not in UTC tells the time with its offset. */
  private static final ZoneOffset ELSEWHERE = ZoneOffset.ofHours(2);

  private final TreeMap<Integer, Version> versions = new TreeMap<>();

  private record Version(KeyPair pair, OffsetDateTime made) {

    /** The encoding ends with the key itself. */
    String raw() {
      byte[] encoded = pair.getPublic().getEncoded();
      return Base64.getEncoder()
          .encodeToString(Arrays.copyOfRange(encoded, encoded.length - RAW, encoded.length));
    }
  }

  FakeSigningKey() {
    rotate();
  }

  @Override
  String type() {
    return TYPE;
  }

  @Override
  void make(int version) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      versions.put(version, new Version(pair, OffsetDateTime.now(ELSEWHERE)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has Ed25519", e);
    }
  }

  @Override
  void forgetUnder(int version) {
    versions.headMap(version).clear();
  }

  @Override
  Object told(int version) {
    Version kept = Objects.requireNonNull(versions.get(version));
    return Map.of("creation_time", kept.made().toString(), "name", TYPE, "public_key", kept.raw());
  }

  @Override
  Reply sign(JsonNode body) {
    try {
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(Objects.requireNonNull(versions.get(latest())).pair().getPrivate());
      signer.update(Base64.getDecoder().decode(body.path("input").asString("")));
      String signature = Base64.getEncoder().encodeToString(signer.sign());
      return Reply.data(
          Map.of("signature", "vault:v" + latest() + ":" + signature, "key_version", latest()));
    } catch (IllegalArgumentException e) {
      return Reply.error(400, "unable to decode input: illegal base64 data at input byte 0");
    } catch (GeneralSecurityException e) {
      return Reply.error(500, "internal error");
    }
  }
}
