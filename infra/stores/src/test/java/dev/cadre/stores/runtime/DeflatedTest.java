package dev.cadre.stores.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeflatedTest {

  @Test
  void givesBackWhatWasPacked() {
    byte[] text = "{\"kind\":\"agent\"},".repeat(50_000).getBytes(StandardCharsets.UTF_8);
    byte[] noise = new byte[100_000];
    new Random(1).nextBytes(noise);

    assertThat(Deflated.unpack(Deflated.pack(text))).isEqualTo(text);
    assertThat(Deflated.unpack(Deflated.pack(noise))).isEqualTo(noise);
    assertThat(Deflated.pack(text).length).isLessThan(text.length / 50);
  }

  @Test
  void refusesABomb() {
    byte[] bomb = Deflated.pack(new byte[64 * 1024 * 1024 + 1]);

    assertThat(bomb.length).isLessThan(100_000);
    assertThatThrownBy(() -> Deflated.unpack(bomb)).isInstanceOf(IllegalArgumentException.class);
  }
}
