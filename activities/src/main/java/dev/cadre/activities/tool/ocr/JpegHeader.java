package dev.cadre.activities.tool.ocr;

import dev.cadre.activities.tool.ocr.ImageSize.NotAnImage;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The segments of a JPEG before its first scan. */
final class JpegHeader {

  private static final int MARK = 0xFF;
  private static final int START_OF_IMAGE = 0xD8;
  private static final int START_OF_SCAN = 0xDA;

  /** Ways to write a frame that programs read; those of hierarchical images are none. */
  private static final Set<Integer> FRAMES = Set.of(0xC0, 0xC1, 0xC2, 0xC9, 0xCA);

  /** Tables, restarts and notes, which stand before a scan. */
  private static final Set<Integer> OTHERS = Set.of(0xC4, 0xCC, 0xDB, 0xDD, 0xFE);

  private static final Set<Integer> COMPONENTS = Set.of(1, 3, 4);
  private static final int BITS = 8;
  private static final int MOST_SAMPLES = 4;

  private JpegHeader() {}

  static boolean begins(ByteBuffer bytes) {
    return bytes.remaining() > 2
        && byteAt(bytes, 0) == MARK
        && byteAt(bytes, 1) == START_OF_IMAGE
        && byteAt(bytes, 2) == MARK;
  }

  private static int byteAt(ByteBuffer bytes, int index) {
    return bytes.get(index) & 0xFF;
  }

  static ImageSize size(ByteBuffer bytes) throws NotAnImage {
    bytes.position(2);
    ImageSize size = null;
    for (int marker = marker(bytes); marker != START_OF_SCAN; marker = marker(bytes)) {
      int length = (bytes.getShort() & 0xFFFF) - 2;
      if (length < 0) {
        throw ImageSize.unsound();
      }
      ByteBuffer segment = bytes.slice(bytes.position(), length);
      bytes.position(bytes.position() + length);
      size = FRAMES.contains(marker) ? frame(segment, size) : other(marker, size);
    }
    if (size == null) {
      throw ImageSize.unsound();
    }
    return size;
  }

  /** Any number of marks may stand before one. */
  private static int marker(ByteBuffer bytes) throws NotAnImage {
    if ((bytes.get() & 0xFF) != MARK) {
      throw ImageSize.unsound();
    }
    int marker = MARK;
    while (marker == MARK) {
      marker = bytes.get() & 0xFF;
    }
    return marker;
  }

  private static @Nullable ImageSize other(int marker, @Nullable ImageSize size) throws NotAnImage {
    boolean application = marker >= 0xE0 && marker <= 0xEF;
    if (!application && !OTHERS.contains(marker)) {
      throw ImageSize.unsound();
    }
    return size;
  }

  private static ImageSize frame(ByteBuffer segment, @Nullable ImageSize before) throws NotAnImage {
    if (before != null) {
      throw ImageSize.severalFrames();
    }
    int bits = segment.get();
    int height = segment.getShort() & 0xFFFF;
    int width = segment.getShort() & 0xFFFF;
    int components = segment.get();
    if (bits != BITS
        || height == 0
        || width == 0
        || !COMPONENTS.contains(components)
        || segment.remaining() != components * 3) {
      throw ImageSize.unsound();
    }
    for (int i = 0; i < components; i++) {
      segment.get();
      int sampling = segment.get() & 0xFF;
      segment.get();
      samples(sampling >> 4);
      samples(sampling & 0xF);
    }
    return new ImageSize(width, height);
  }

  private static void samples(int number) throws NotAnImage {
    if (number < 1 || number > MOST_SAMPLES) {
      throw ImageSize.unsound();
    }
  }
}
