package dev.cadre.api.runtime;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * The addresses that begin with the same bits.
 *
 * @param address one of them
 * @param bits how many are the same
 */
public record Network(InetAddress address, int bits) {

  public Network {
    if (bits < 0 || bits > address.getAddress().length * Byte.SIZE) {
      throw new IllegalArgumentException("no network has the addresses " + address + "/" + bits);
    }
  }

  /** Reads an address, or {@code 10.0.0.0/8}; never asks DNS. */
  public static Network valueOf(String text) {
    int slash = text.indexOf('/');
    InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
    return new Network(
        address,
        slash < 0
            ? address.getAddress().length * Byte.SIZE
            : Integer.parseInt(text.substring(slash + 1)));
  }

  /** Whether an address belongs to it. */
  public boolean holds(InetAddress other) {
    byte[] own = address.getAddress();
    byte[] its = other.getAddress();
    if (own.length != its.length) {
      return false;
    }
    int whole = bits / Byte.SIZE;
    int rest = Byte.SIZE - bits % Byte.SIZE;
    return Arrays.equals(own, 0, whole, its, 0, whole)
        && (rest == Byte.SIZE || (own[whole] & 0xff) >> rest == (its[whole] & 0xff) >> rest);
  }
}
