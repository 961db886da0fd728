package dev.cadre.testkit.identity;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** A key that signs tokens, by the JDK alone, so that a library is not tested with itself. */
public final class TestKey {

  private static final int RSA_BITS = 2048;
  private static final int FIELD = 32;
  private static final int PSS_SALT = 32;

  private final String id;
  private final String algorithm;
  private final KeyPair pair;

  private TestKey(String id, String algorithm, KeyPair pair) {
    this.id = id;
    this.algorithm = algorithm;
    this.pair = pair;
  }

  public static TestKey rsa(String id) {
    return rsa(id, "RS256", RSA_BITS);
  }

  /** RSA of a size, for RS256 or PS256. */
  public static TestKey rsa(String id, String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return new TestKey(id, algorithm, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static TestKey ec(String id) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return new TestKey(id, "ES256", generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static TestKey ed25519(String id) {
    try {
      return new TestKey(id, "EdDSA", KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public String id() {
    return id;
  }

  public String algorithm() {
    return algorithm;
  }

  public PublicKey publicKey() {
    return pair.getPublic();
  }

  byte[] sign(byte[] bytes) {
    try {
      Signature signature = signature();
      signature.initSign(pair.getPrivate());
      signature.update(bytes);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Signature signature() throws GeneralSecurityException {
    return switch (algorithm) {
      case "PS256" -> {
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSS_SALT, 1));
        yield signature;
      }
      case "ES256" -> Signature.getInstance("SHA256withECDSAinP1363Format");
      case "EdDSA" -> Signature.getInstance("Ed25519");
      default -> Signature.getInstance("SHA256withRSA");
    };
  }

  /** The public part as a JWK. */
  public Map<String, Object> jwk() {
    Map<String, Object> jwk = new LinkedHashMap<>();
    jwk.put("kid", id);
    jwk.put("use", "sig");
    jwk.put("alg", algorithm);
    switch (pair.getPublic()) {
      case RSAPublicKey rsa -> {
        jwk.put("kty", "RSA");
        jwk.put("n", encoded(unsigned(rsa.getModulus())));
        jwk.put("e", encoded(unsigned(rsa.getPublicExponent())));
      }
      case ECPublicKey ec -> {
        jwk.put("kty", "EC");
        jwk.put("crv", "P-256");
        jwk.put("x", encoded(field(ec.getW().getAffineX())));
        jwk.put("y", encoded(field(ec.getW().getAffineY())));
      }
      default -> {
        byte[] x509 = pair.getPublic().getEncoded();
        jwk.put("kty", "OKP");
        jwk.put("crv", "Ed25519");
        jwk.put("x", encoded(Arrays.copyOfRange(x509, x509.length - FIELD, x509.length)));
      }
    }
    return jwk;
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private static byte[] field(BigInteger number) {
    byte[] bytes = unsigned(number);
    byte[] whole = new byte[FIELD];
    System.arraycopy(bytes, 0, whole, FIELD - bytes.length, bytes.length);
    return whole;
  }

  static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
