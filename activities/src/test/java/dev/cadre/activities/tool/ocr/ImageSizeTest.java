package dev.cadre.activities.tool.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.activities.tool.ocr.ImageSize.NotAnImage;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSizeTest {

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "tiff"})
  void readsTheSizeOfWhatEncodersWrite(String format) throws NotAnImage {
    assertThat(ImageSize.of(Pictures.encoded(format, 321, 7))).isEqualTo(new ImageSize(321, 7));
  }

  @Test
  void readsAProgressiveJpeg() throws IOException, NotAnImage {
    assertThat(ImageSize.of(Pictures.progressiveJpeg(40, 30))).isEqualTo(new ImageSize(40, 30));
  }

  @Test
  void tellsHowLargeABombIsWithoutUnpackingIt() throws NotAnImage {
    assertThat(ImageSize.of(Pictures.png(Integer.MAX_VALUE, Integer.MAX_VALUE)).pixels())
        .isEqualTo(4611686014132420609L);
    assertThat(ImageSize.of(Pictures.jpeg(65535, 65535, 0xC2)).pixels()).isEqualTo(4294836225L);
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      assertThat(ImageSize.of(Pictures.tiff(order, 0, field(256, 1 << 30), field(257, 9))))
          .isEqualTo(new ImageSize(1 << 30, 9));
    }
  }

  private static int[] field(int tag, int value) {
    return new int[] {tag, value};
  }

  @Test
  void refusesMoreThanOneFrame() throws IOException {
    for (byte[] image :
        List.of(
            Pictures.png(1, 1, "acTL"),
            Pictures.png(1, 1, "tEXt", "acTL"),
            Pictures.jpeg(1, 1, 0xC0, 0xC0),
            Pictures.pages(),
            Pictures.tiff(ByteOrder.BIG_ENDIAN, 8, field(256, 1), field(257, 1)))) {
      refused(image, "more than one frame");
    }
  }

  @Test
  void refusesAHeaderThatIsNotSound() {
    byte[] badSum = Pictures.png(1, 1);
    badSum[20]++;
    byte[] badDepth = Pictures.encoded("png", 1, 1);
    badDepth[24] = 3;
    ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    for (byte[] image :
        List.of(
            badSum,
            badDepth,
            Pictures.png(0, 1),
            Pictures.png(1, -1),
            Pictures.png(1, 1, "IHDR"),
            Pictures.png(1, 1, "IEND"),
            Pictures.jpeg(0, 1, 0xC0),
            Pictures.jpeg(1, 0, 0xC0),
            Pictures.jpeg(1, 1),
            Pictures.jpeg(1, 1, 0xDE, 0xC0),
            Pictures.jpeg(1, 1, 0xC3),
            Pictures.tiff(order, 0, field(256, 1)),
            Pictures.tiff(order, 0, field(256, -1), field(257, 1)),
            Pictures.tiff(order, 0, field(257, 1), field(256, 1)),
            Pictures.tiff(order, 0, field(256, 1), field(256, 9), field(257, 1)),
            Pictures.tiff(order, 0, field(256, 1), field(257, 1), field(322, 1 << 20)),
            Pictures.tiff(order, 0, field(256, 1), field(257, 1), field(277, 60000)))) {
      refused(image, "not sound");
    }
  }

  /** The program would take a text for a list of files, and read those. */
  @Test
  void refusesWhatIsNoPicture() {
    for (String text :
        List.of(
            "", "/etc/passwd", "http://127.0.0.1/x.png", "GIF89a", "BM", "%PDF-1.7", "II", "P6")) {
      refused(text.getBytes(StandardCharsets.ISO_8859_1), "must be PNG, JPEG or TIFF");
    }
    refused(new byte[] {'I', 'I', 43, 0, 8, 0, 0, 0}, "must be PNG, JPEG or TIFF");
  }

  private static void refused(byte[] image, String why) {
    assertThatThrownBy(() -> ImageSize.of(image))
        .isInstanceOf(NotAnImage.class)
        .hasMessageContaining(why);
  }

  /** Whatever is cut off or changed: a size or a refusal, and nothing else is thrown. */
  @Test
  void standsAnyDamage() {
    Random random = new Random(7);
    for (String format : List.of("png", "jpeg", "tiff")) {
      byte[] whole = Pictures.encoded(format, 8, 8);
      for (int length = 0; length < whole.length; length++) {
        judged(Arrays.copyOf(whole, length));
      }
      for (int i = 0; i < 20_000; i++) {
        byte[] damaged = whole.clone();
        for (int change = random.nextInt(4); change >= 0; change--) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        judged(damaged);
      }
    }
  }

  private static void judged(byte[] image) {
    try {
      assertThat(ImageSize.of(image).pixels()).isPositive();
    } catch (NotAnImage e) {
      assertThat(e.getMessage()).startsWith("The image");
    }
  }
}
