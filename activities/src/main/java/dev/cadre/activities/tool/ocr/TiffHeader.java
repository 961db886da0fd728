package dev.cadre.activities.tool.ocr;

import dev.cadre.activities.tool.ocr.ImageSize.NotAnImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * The one directory of a TIFF. Tiles are refused, which may be larger than the picture that they
 * make; so are pixels of more than four times 16 bits.
 */
final class TiffHeader {

  private static final int LITTLE = 0x49492A00;
  private static final int BIG = 0x4D4D002A;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int ENTRY = 12;

  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS = 258;
  private static final int SAMPLES = 277;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_BYTES = 325;
  private static final int MOST_SAMPLES = 4;
  private static final int MOST_BITS = 16;

  private TiffHeader() {}

  static boolean begins(ByteBuffer bytes) {
    return bytes.remaining() >= Integer.BYTES
        && (bytes.getInt(0) == LITTLE || bytes.getInt(0) == BIG);
  }

  static ImageSize size(ByteBuffer bytes) throws NotAnImage {
    ByteBuffer tiff =
        bytes
            .duplicate()
            .order(bytes.getInt(0) == LITTLE ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(Integer.BYTES);
    int entries = tiff.getShort(directory) & 0xFFFF;
    int first = directory + Short.BYTES;
    if (tiff.getInt(first + entries * ENTRY) != 0) {
      throw ImageSize.severalFrames();
    }
    Map<Integer, Long> fields = new HashMap<>();
    int before = -1;
    for (int i = 0; i < entries; i++) {
      int at = first + i * ENTRY;
      int tag = tiff.getShort(at) & 0xFFFF;
      if (tag <= before || (tag >= TILE_WIDTH && tag <= TILE_BYTES)) {
        throw ImageSize.unsound();
      }
      before = tag;
      number(tiff, at, tag, fields);
    }
    return checked(fields);
  }

  /** Those that count here have one value, but for the bits, of which each sample has its own. */
  private static void number(ByteBuffer tiff, int at, int tag, Map<Integer, Long> fields)
      throws NotAnImage {
    if (tag != WIDTH && tag != HEIGHT && tag != SAMPLES && tag != BITS) {
      return;
    }
    int type = tiff.getShort(at + 2);
    int count = tiff.getInt(at + 4);
    int value = at + 8;
    if (tag == BITS && type == SHORT && count >= 1 && count <= MOST_SAMPLES) {
      int place = count > 2 ? tiff.getInt(value) : value;
      for (int i = 0; i < count; i++) {
        long bits = tiff.getShort(place + i * Short.BYTES) & 0xFFFF;
        fields.merge(BITS, bits, Math::max);
      }
    } else if (count == 1 && (type == SHORT || (type == LONG && tag != SAMPLES && tag != BITS))) {
      long number =
          type == SHORT ? tiff.getShort(value) & 0xFFFF : tiff.getInt(value) & 0xFFFFFFFFL;
      fields.put(tag, number);
    } else {
      throw ImageSize.unsound();
    }
  }

  private static ImageSize checked(Map<Integer, Long> fields) throws NotAnImage {
    long width = fields.getOrDefault(WIDTH, 0L);
    long height = fields.getOrDefault(HEIGHT, 0L);
    if (width < 1
        || height < 1
        || width > Integer.MAX_VALUE
        || height > Integer.MAX_VALUE
        || fields.getOrDefault(SAMPLES, 1L) > MOST_SAMPLES
        || fields.getOrDefault(BITS, 1L) > MOST_BITS) {
      throw ImageSize.unsound();
    }
    return new ImageSize(width, height);
  }
}
