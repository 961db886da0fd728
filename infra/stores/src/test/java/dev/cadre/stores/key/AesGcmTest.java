package dev.cadre.stores.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AesGcmTest {

  private static final int MANY = 1_000_000;

  private final byte[] key = AesGcm.randomKey();

  @Test
  void usesNoNonceTwice() {
    // Eight of the twelve bytes tell two of a million apart but for one run in ten million.
    long[] nonces = new long[MANY];
    for (int i = 0; i < MANY; i++) {
      nonces[i] = ByteBuffer.wrap(AesGcm.seal(key, new byte[0], "here")).getLong();
    }
    Arrays.sort(nonces);
    assertThat(IntStream.range(1, MANY).filter(i -> nonces[i] == nonces[i - 1])).isEmpty();
  }

  @Test
  void opensNothingThatWasChangedInAnyByte() {
    byte[] sealed = AesGcm.seal(key, "tea".getBytes(StandardCharsets.US_ASCII), "here");
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> AesGcm.open(key, changed, "here")).isInstanceOf(KeyGone.class);
    }
    assertThatThrownBy(() -> AesGcm.open(key, sealed, "there")).isInstanceOf(KeyGone.class);
    assertThatThrownBy(() -> AesGcm.open(key, new byte[3], "here")).isInstanceOf(KeyGone.class);
  }

  @Test
  void keepsThePlaceOutOfWhatItSealsAndTheKeyTo256Bits() {
    assertThat(key).hasSize(32);
    assertThat(AesGcm.seal(key, new byte[5], "here")).hasSize(AesGcm.NONCE + 5 + 16);
  }
}
