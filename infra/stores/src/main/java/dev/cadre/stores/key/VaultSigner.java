package dev.cadre.stores.key;

import dev.cadre.workflows.audit.VerificationKey;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The signing key of Vault or OpenBao: the transit key {@code cadre-signing}, made when the first
 * signature is asked for. It never leaves Vault; each of its versions is a key of its own, whose
 * public half Vault tells as long as it does not stand under the key's minimum.
 */
final class VaultSigner implements Signer {

  static final String KEY = "cadre-signing";

  /** Of 64 bytes. */
  private static final Pattern SIGNATURE =
      Pattern.compile("vault:v([1-9][0-9]{0,8}):([A-Za-z0-9+/]{86}==)");

  private final TransitClient transit;

  /** Of the versions that have signed here; a version's public half never changes. */
  private volatile SortedMap<Integer, VerificationKey> known = new TreeMap<>();

  VaultSigner(VaultSession session, VaultSettings settings) {
    this.transit = new TransitClient(session, settings.mount());
  }

  /** Verified before it is handed out: a head with a wrong signature would look forged for ever. */
  @Override
  public Signature sign(byte[] message) {
    Matcher parts = SIGNATURE.matcher(signed(message));
    if (!parts.matches()) {
      throw new KeyUnavailable("Vault answered no Ed25519 signature to a signing");
    }
    VerificationKey key = key(Integer.parseInt(parts.group(1)));
    if (!key.verifies(message, parts.group(2))) {
      // Should another key have taken the name, then the next one is verified with that.
      known = new TreeMap<>();
      throw new KeyUnavailable("Vault answered a signature that is not of " + key.keyId());
    }
    return new Signature(key.keyId(), Base64.getDecoder().decode(parts.group(2)));
  }

  private String signed(byte[] message) {
    try {
      return transit.sign(KEY, message);
    } catch (KeyGone _) {
      transit.createSigning(KEY);
      return transit.sign(KEY, message);
    }
  }

  private VerificationKey key(int version) {
    VerificationKey key = known.get(version);
    if (key == null) {
      known = TransitVersions.of(KEY, transit.read(KEY));
      key = known.get(version);
    }
    if (key == null) {
      throw new KeyUnavailable("Vault has signed with a version that it does not tell of");
    }
    return key;
  }

  /** Asked each time: another process may have signed with a version that is not known here. */
  @Override
  public List<VerificationKey> keys() {
    try {
      return List.copyOf(TransitVersions.of(KEY, transit.read(KEY)).values());
    } catch (KeyGone _) {
      return List.of();
    }
  }
}
