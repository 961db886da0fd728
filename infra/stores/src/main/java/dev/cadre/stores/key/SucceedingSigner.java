package dev.cadre.stores.key;

import dev.cadre.workflows.audit.VerificationKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Signs in another's place, whose signatures go on being verified. */
final class SucceedingSigner implements Signer {

  private final Signer signer;
  private final Signer before;

  SucceedingSigner(Signer signer, Signer before) {
    this.signer = signer;
    this.before = before;
  }

  @Override
  public Signature sign(byte[] message) {
    return signer.sign(message);
  }

  /** What the one before signed last with is good until this one's first key. */
  @Override
  public List<VerificationKey> keys() {
    List<VerificationKey> keys = new ArrayList<>(before.keys());
    List<VerificationKey> own = signer.keys();
    if (!keys.isEmpty() && !own.isEmpty()) {
      VerificationKey last = keys.removeLast();
      Instant until = own.getFirst().since();
      keys.add(new VerificationKey(last.keyId(), last.publicKey(), last.since(), until));
    }
    keys.addAll(own);
    return keys;
  }
}
