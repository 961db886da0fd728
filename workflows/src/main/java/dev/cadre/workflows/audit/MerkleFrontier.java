package dev.cadre.workflows.audit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The right edge of a Merkle tree (RFC 9162, 2.1.1): the roots of its complete subtrees, largest
 * first. With them alone a leaf is added and the tree's root computed, in the logarithm of its
 * size. The leaves' data are SHA-256 hashes. Not for several threads at once.
 */
public final class MerkleFrontier {

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final MessageDigest sha256 = sha256();
  private final List<byte[]> peaks = new ArrayList<>();
  private long size;

  /** Of an empty tree. */
  public MerkleFrontier() {}

  /**
   * Takes up a tree where another left it.
   *
   * @param size how many leaves it has
   * @param peaks as {@link #peaks} gave them
   * @throws IllegalArgumentException when they are not those of a tree of this size
   */
  public static MerkleFrontier of(long size, List<String> peaks) {
    if (size < 0 || Long.bitCount(size) != peaks.size()) {
      throw new IllegalArgumentException(peaks.size() + " peaks of a tree of size " + size);
    }
    var frontier = new MerkleFrontier();
    peaks.forEach(peak -> frontier.peaks.add(HexFormat.of().parseHex(peak)));
    frontier.size = size;
    return frontier;
  }

  /**
   * Adds a leaf.
   *
   * @param hash its data, in hex
   */
  public void add(String hash) {
    sha256.update(LEAF);
    byte[] added = sha256.digest(HexFormat.of().parseHex(hash));
    // As in adding one to a binary number: each full subtree of the same size is carried over.
    for (long full = size; (full & 1) == 1; full >>= 1) {
      added = node(peaks.removeLast(), added);
    }
    peaks.add(added);
    size++;
  }

  /** How many leaves the tree has. */
  public long size() {
    return size;
  }

  /** The roots of its complete subtrees in hex, largest first. */
  public List<String> peaks() {
    return peaks.stream().map(HexFormat.of()::formatHex).toList();
  }

  /** The tree's root in hex; of an empty tree the hash of nothing. */
  public String root() {
    if (peaks.isEmpty()) {
      return HexFormat.of().formatHex(sha256.digest());
    }
    byte[] root = peaks.getLast();
    for (int i = peaks.size() - 2; i >= 0; i--) {
      root = node(peaks.get(i), root);
    }
    return HexFormat.of().formatHex(root);
  }

  private byte[] node(byte[] left, byte[] right) {
    sha256.update(NODE);
    sha256.update(left);
    return sha256.digest(right);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
