package dev.cadre.activities.tool.ocr;

import dev.cadre.activities.tool.ocr.ImageSize.NotAnImage;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/** The chunks of a PNG before its pixels. */
final class PngHeader {

  private static final long SIGNATURE = 0x89504E470D0A1A0AL;
  private static final int IHDR = 0x49484452;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454E44;

  /** Only animated ones have it. */
  private static final int ACTL = 0x6163544C;

  private static final int IHDR_LENGTH = 13;

  /** The depths that each kind of colour may have. */
  private static final Map<Byte, Set<Byte>> DEPTHS =
      Map.of(
          (byte) 0, Set.of((byte) 1, (byte) 2, (byte) 4, (byte) 8, (byte) 16),
          (byte) 2, Set.of((byte) 8, (byte) 16),
          (byte) 3, Set.of((byte) 1, (byte) 2, (byte) 4, (byte) 8),
          (byte) 4, Set.of((byte) 8, (byte) 16),
          (byte) 6, Set.of((byte) 8, (byte) 16));

  private PngHeader() {}

  static boolean begins(ByteBuffer bytes) {
    return bytes.remaining() >= Long.BYTES && bytes.getLong(0) == SIGNATURE;
  }

  static ImageSize size(ByteBuffer bytes) throws NotAnImage {
    bytes.position(Long.BYTES);
    if (bytes.getInt() != IHDR_LENGTH || bytes.getInt() != IHDR) {
      throw ImageSize.unsound();
    }
    CRC32 sum = new CRC32();
    sum.update(bytes.slice(bytes.position() - Integer.BYTES, IHDR_LENGTH + Integer.BYTES));
    int width = bytes.getInt();
    int height = bytes.getInt();
    byte depth = bytes.get();
    byte colour = bytes.get();
    short compressionAndFilter = bytes.getShort();
    byte interlace = bytes.get();
    if (bytes.getInt() != (int) sum.getValue()
        || width < 1
        || height < 1
        || compressionAndFilter != 0
        || (interlace & ~1) != 0
        || !DEPTHS.getOrDefault(colour, Set.of()).contains(depth)) {
      throw ImageSize.unsound();
    }
    oneFrame(bytes);
    return new ImageSize(width, height);
  }

  private static void oneFrame(ByteBuffer bytes) throws NotAnImage {
    while (true) {
      int length = bytes.getInt();
      switch (bytes.getInt()) {
        case IDAT -> {
          return;
        }
        case ACTL -> throw ImageSize.severalFrames();
        case IHDR, IEND -> throw ImageSize.unsound();
        default -> skip(bytes, length);
      }
    }
  }

  /** With its check sum. */
  private static void skip(ByteBuffer bytes, int length) throws NotAnImage {
    if (length < 0) {
      throw ImageSize.unsound();
    }
    if (length > bytes.remaining() - Integer.BYTES) {
      throw new IndexOutOfBoundsException();
    }
    bytes.position(bytes.position() + length + Integer.BYTES);
  }
}
