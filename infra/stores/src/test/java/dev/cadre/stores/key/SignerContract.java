package dev.cadre.stores.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.audit.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import org.assertj.core.data.TemporalUnitWithinOffset;
import org.junit.jupiter.api.Test;

/** What every signer does. */
interface SignerContract {

  byte[] MESSAGE = "what is signed".getBytes(StandardCharsets.UTF_8);

  /** One of the same keys each time, as if of another process; a test begins with none. */
  Signer signer();

  void rotate();

  static boolean verifies(VerificationKey key, Signer.Signature signature) {
    return key.verifies(MESSAGE, Base64.getEncoder().encodeToString(signature.bytes()));
  }

  @Test
  default void makesItsKeyAtTheFirstSignature() {
    Signer signer = signer();
    assertThat(signer.keys()).isEmpty();

    Signer.Signature signature = signer.sign(MESSAGE);

    VerificationKey key = signer.keys().getFirst();
    assertThat(key.keyId()).isEqualTo(signature.keyId());
    assertThat(key.since())
        .isCloseTo(Instant.now(), new TemporalUnitWithinOffset(1, ChronoUnit.MINUTES));
    assertThat(key.until()).isNull();
    assertThat(verifies(key, signature)).isTrue();
    assertThat(key.verifies(new byte[] {1}, Base64.getEncoder().encodeToString(signature.bytes())))
        .isFalse();
  }

  @Test
  default void keepsItsKeyOverARestart() {
    Signer.Signature before = signer().sign(MESSAGE);
    Signer.Signature after = signer().sign(MESSAGE);
    assertThat(after.keyId()).isEqualTo(before.keyId());
    assertThat(after.bytes()).isEqualTo(before.bytes());
  }

  @Test
  default void signsWithTheNewKeyAfterARotationAndKeepsTheOldOnes() {
    Signer signer = signer();
    Signer other = signer();
    Signer.Signature old = signer.sign(MESSAGE);
    other.sign(MESSAGE);

    rotate();
    rotate();

    Signer.Signature fresh = signer.sign(MESSAGE);
    assertThat(other.sign(MESSAGE).keyId()).isEqualTo(fresh.keyId()).isNotEqualTo(old.keyId());
    List<VerificationKey> keys = other.keys();
    assertThat(keys).hasSize(3).extracting(VerificationKey::keyId).doesNotHaveDuplicates();
    assertThat(keys).isSortedAccordingTo((a, b) -> a.since().compareTo(b.since()));
    assertThat(keys.get(0).until()).isEqualTo(keys.get(1).since());
    assertThat(keys.get(1).until()).isEqualTo(keys.get(2).since());
    assertThat(keys.get(2).until()).isNull();
    assertThat(keys.getFirst().keyId()).isEqualTo(old.keyId());
    assertThat(verifies(keys.getFirst(), old)).isTrue();
    assertThat(verifies(keys.getLast(), fresh)).isTrue();
    assertThat(verifies(keys.getLast(), old)).isFalse();
  }

  @Test
  default void signsNothingAndSomethingLong() {
    Signer signer = signer();
    for (byte[] message : List.of(new byte[0], new byte[100_000])) {
      Signer.Signature signature = signer.sign(message);
      assertThat(
              signer
                  .keys()
                  .getFirst()
                  .verifies(message, Base64.getEncoder().encodeToString(signature.bytes())))
          .isTrue();
    }
  }
}
