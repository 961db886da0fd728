package dev.cadre.stores.runtime;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.DeflaterInputStream;
import java.util.zip.InflaterInputStream;

/**
 * Bytes made smaller (RFC 1950), so that a large plan's snapshot stays under Temporal's limit of 2
 * MiB a payload.
 */
final class Deflated {

  /** Smaller values gain nothing. */
  static final int WORTH = 1024;

  /** No payload of ours is larger in clear; a bomb ends here. */
  private static final int LARGEST = 64 * 1024 * 1024;

  private Deflated() {}

  static byte[] pack(byte[] clear) {
    try (var in = new DeflaterInputStream(new ByteArrayInputStream(clear))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] unpack(byte[] packed) {
    try (var in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(in.readNBytes(LARGEST));
      if (in.read() >= 0) {
        throw new IllegalArgumentException("a payload is over " + LARGEST + " bytes");
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
