package dev.cadre.workflows.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MerkleFrontierTest {

  private static final HexFormat HEX = HexFormat.of();

  /** MTH as RFC 9162 defines it, over all leaves each time. */
  private static byte[] naive(List<byte[]> leaves) {
    if (leaves.isEmpty()) {
      return sha256();
    }
    if (leaves.size() == 1) {
      return sha256(new byte[] {0}, leaves.getFirst());
    }
    int split = Integer.highestOneBit(leaves.size() - 1);
    return sha256(
        new byte[] {1},
        naive(leaves.subList(0, split)),
        naive(leaves.subList(split, leaves.size())));
  }

  private static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] leaf(int number) {
    return sha256(("leaf " + number).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  @Test
  void hasTheRootOfTheDefinitionAtEverySize() {
    List<byte[]> leaves = new ArrayList<>();
    var grown = new MerkleFrontier();
    assertThat(grown.root()).isEqualTo(HEX.formatHex(naive(leaves)));
    for (int size = 1; size <= 257; size++) {
      byte[] leaf = leaf(size);
      leaves.add(leaf);
      grown.add(HEX.formatHex(leaf));
      assertThat(grown.root()).as("size %d", size).isEqualTo(HEX.formatHex(naive(leaves)));
    }
  }

  @Test
  void isTakenUpAtEverySize() {
    var grown = new MerkleFrontier();
    for (int size = 1; size <= 257; size++) {
      MerkleFrontier takenUp = MerkleFrontier.of(grown.size(), grown.peaks());
      grown.add(HEX.formatHex(leaf(size)));
      takenUp.add(HEX.formatHex(leaf(size)));
      assertThat(takenUp.root()).isEqualTo(grown.root());
      assertThat(takenUp.peaks()).isEqualTo(grown.peaks()).hasSize(Integer.bitCount(size));
    }
  }

  @Test
  void refusesPeaksOfAnotherSize() {
    List<String> one = List.of(HEX.formatHex(leaf(1)));
    assertThatThrownBy(() -> MerkleFrontier.of(3, one))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(MerkleFrontier.of(4, one).size()).isEqualTo(4);
  }
}
