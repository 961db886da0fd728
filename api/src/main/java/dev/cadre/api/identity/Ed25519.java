package dev.cadre.api.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Set;

/** EdDSA by the JDK; the library's own verifier would bring Google's Tink. */
final class Ed25519 extends BaseJWSProvider implements JWSVerifier {

  /** What stands before the 32 bytes of a key in its X.509 form (RFC 8410). */
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int KEY = 32;

  private final PublicKey key;

  Ed25519(OctetKeyPair pair) throws JOSEException {
    super(Set.of(JWSAlgorithm.EdDSA));
    byte[] point = pair.getDecodedX();
    if (!Curve.Ed25519.equals(pair.getCurve()) || point.length != KEY) {
      throw new JOSEException("not a key of Ed25519");
    }
    byte[] encoded = ByteBuffer.allocate(X509.length + KEY).put(X509).put(point).array();
    try {
      key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new JOSEException("not a key of Ed25519", e);
    }
  }

  @Override
  public boolean verify(JWSHeader header, byte[] signed, Base64URL signature) {
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature.decode());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
