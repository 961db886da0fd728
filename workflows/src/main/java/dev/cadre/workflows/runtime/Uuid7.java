package dev.cadre.workflows.runtime;

import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * UUID version 7 (RFC 9562, 5.7) from a clock and random bits that the caller gives, so that
 * workflow code may use it.
 */
public final class Uuid7 {

  private Uuid7() {}

  /** A new one, of milliseconds since the epoch. */
  public static UUID of(long epochMillis, RandomGenerator random) {
    return of(epochMillis, random.nextLong(), random.nextLong());
  }

  /** Of milliseconds since the epoch (48 bits are kept) and 128 random bits (74 are used). */
  public static UUID of(long epochMillis, long randomA, long randomB) {
    long high = (epochMillis << 16) | 0x7000L | (randomA & 0x0FFFL);
    long low = 0x8000000000000000L | (randomB & 0x3FFFFFFFFFFFFFFFL);
    return new UUID(high, low);
  }
}
