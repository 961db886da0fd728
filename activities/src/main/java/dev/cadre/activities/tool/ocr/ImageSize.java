package dev.cadre.activities.tool.ocr;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** How large a picture is once it is unpacked: read from its header, nothing is unpacked. */
record ImageSize(long width, long height) {

  /** It is none of the kinds that are read, or its header is not sound; a sentence. */
  static final class NotAnImage extends Exception {

    private static final long serialVersionUID = 1L;

    NotAnImage(String message) {
      super(message);
    }
  }

  ImageSize {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("a picture has at least one pixel");
    }
  }

  long pixels() {
    return Math.multiplyExact(width, height);
  }

  /**
   * Only what the beginning shows to be a picture passes: the program takes other input for a list
   * of files to read.
   */
  static ImageSize of(byte[] image) throws NotAnImage {
    ByteBuffer bytes = ByteBuffer.wrap(image).asReadOnlyBuffer();
    try {
      if (PngHeader.begins(bytes)) {
        return PngHeader.size(bytes);
      }
      if (JpegHeader.begins(bytes)) {
        return JpegHeader.size(bytes);
      }
      if (TiffHeader.begins(bytes)) {
        return TiffHeader.size(bytes);
      }
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new NotAnImage("The image breaks off.");
    }
    throw new NotAnImage("The image must be PNG, JPEG or TIFF.");
  }

  static NotAnImage unsound() {
    return new NotAnImage("The image's header is not sound.");
  }

  static NotAnImage severalFrames() {
    return new NotAnImage("The image has more than one frame; give one at a time.");
  }
}
