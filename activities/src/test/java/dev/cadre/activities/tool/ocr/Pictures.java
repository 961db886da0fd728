package dev.cadre.activities.tool.ocr;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Pictures as encoders write them, and some as only an attacker does. */
final class Pictures {

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  private Pictures() {}

  static byte[] encoded(String format, int width, int height) {
    return encoded(format, new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB));
  }

  private static byte[] encoded(String format, BufferedImage image) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalStateException("no encoder of " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static byte[] progressiveJpeg(int width, int height) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      writer.write(
          null,
          new IIOImage(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), null, null),
          param);
    }
    writer.dispose();
    return out.toByteArray();
  }

  /** Two pages. */
  static byte[] pages() throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.prepareWriteSequence(null);
      for (int i = 0; i < 2; i++) {
        BufferedImage page = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
        writer.writeToSequence(new IIOImage(page, null, null), null);
      }
      writer.endWriteSequence();
    }
    writer.dispose();
    return out.toByteArray();
  }

  /** A line of black text on white. */
  static byte[] text(String format, String text) {
    BufferedImage image = new BufferedImage(600, 120, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, 600, 120);
    graphics.setColor(Color.BLACK);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 48));
    graphics.drawString(text, 30, 80);
    graphics.dispose();
    return encoded(format, image);
  }

  /** A sound header of any size, of some 60 bytes, with these chunks between it and the pixels. */
  static byte[] png(int width, int height, String... chunks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(PNG);
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) 8).put((byte) 6);
    out.writeBytes(chunk("IHDR", header.array()));
    for (String name : chunks) {
      out.writeBytes(chunk(name, new byte[8]));
    }
    out.writeBytes(chunk("IDAT", new byte[2]));
    out.writeBytes(chunk("IEND", new byte[0]));
    return out.toByteArray();
  }

  private static byte[] chunk(String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 sum = new CRC32();
    sum.update(name);
    sum.update(data);
    return ByteBuffer.allocate(12 + data.length)
        .putInt(data.length)
        .put(name)
        .put(data)
        .putInt((int) sum.getValue())
        .array();
  }

  /** A baseline JPEG's header with these segments, each by its marker, before its scan. */
  static byte[] jpeg(int width, int height, int... markers) {
    ByteBuffer out = ByteBuffer.allocate(400).putShort((short) 0xFFD8);
    for (int marker : markers) {
      out.put((byte) 0xFF).put((byte) marker).putShort((short) 17);
      out.put((byte) 8).putShort((short) height).putShort((short) width).put((byte) 3);
      for (int component = 1; component <= 3; component++) {
        out.put((byte) component).put((byte) 0x11).put((byte) 0);
      }
    }
    out.putShort((short) 0xFFDA).putShort((short) 8);
    return out.array();
  }

  /** A directory of numbers, each {@code {tag, value}}. */
  static byte[] tiff(ByteOrder order, int next, int[]... fields) {
    ByteBuffer out = ByteBuffer.allocate(8 + 2 + fields.length * 12 + 4 + 8).order(order);
    out.put((byte) (order == ByteOrder.BIG_ENDIAN ? 'M' : 'I')).put(out.get(0));
    out.putShort((short) 42).putInt(8).putShort((short) fields.length);
    for (int[] field : fields) {
      out.putShort((short) field[0]).putShort((short) 4).putInt(1).putInt(field[1]);
    }
    return out.putInt(next).array();
  }
}
