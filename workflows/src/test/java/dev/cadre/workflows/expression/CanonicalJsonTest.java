package dev.cadre.workflows.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class CanonicalJsonTest {

  private static final int TIMES = Boolean.getBoolean("cadre.soak") ? 50 : 1;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0.0,
        -0.0,
        1,
        -1,
        0.1,
        1e-6,
        9.999999999999999e-7,
        1e-7,
        123456789.125,
        1e20,
        1e21,
        1e22,
        999999999999999900000.0,
        1.7976931348623157e308,
        4.9e-324,
        2.2250738585072014e-308,
        9007199254740993.0,
        295147905179352830000.0,
        333333333.33333329,
        1e23,
        2e-44,
        -5e-324,
        4.35,
        0.000001,
        1.5e300,
        5e-7
      })
  void writesDoublesAsTheReferenceDoes(double value) throws IOException {
    assertThat(CanonicalJson.of(value)).isEqualTo(reference(value));
  }

  @Test
  void writesRandomDoublesAsTheReferenceDoes() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 20_000 * TIMES; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertThat(CanonicalJson.of(value)).isEqualTo(reference(value));
      }
    }
  }

  @Test
  void writesRandomTreesAsTheReferenceDoes() throws IOException {
    Random random = new Random(2);
    for (int i = 0; i < 1_000 * TIMES; i++) {
      Object tree = List.of(tree(random, 4));
      assertThat(CanonicalJson.of(tree)).isEqualTo(reference(tree));
    }
  }

  @Test
  void keepsEveryDigitOfALong() {
    assertThat(CanonicalJson.of(9007199254740993L)).isEqualTo("9007199254740993");
    assertThat(CanonicalJson.of(Long.MIN_VALUE)).isEqualTo("-9223372036854775808");
  }

  @Test
  void sortsKeysByCodeUnits() {
    assertThat(CanonicalJson.of(Map.of("\uD83D\uDE00", 1L, "\uFB33", 2L, "a", 3L)))
        .isEqualTo("{\"a\":3,\"\uD83D\uDE00\":1,\"\uFB33\":2}");
  }

  @Test
  void refusesWhatJsonDoesNotKnow() {
    assertThatThrownBy(() -> CanonicalJson.of(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CanonicalJson.of(Double.NEGATIVE_INFINITY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CanonicalJson.of(new Object()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String reference(Object tree) throws IOException {
    String wrapped =
        new JsonCanonicalizer(JSON.writeValueAsString(List.of(tree))).getEncodedString();
    return wrapped.substring(1, wrapped.length() - 1);
  }

  private static Object tree(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 4 : 6)) {
      case 0 -> (long) random.nextInt();
      case 1 -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
      case 2 -> random.nextBoolean();
      case 3 -> text(random);
      case 4 -> {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          list.add(tree(random, depth - 1));
        }
        yield list;
      }
      default -> {
        Map<String, Object> map = new HashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          map.put(text(random), tree(random, depth - 1));
        }
        yield map;
      }
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      int bound = random.nextBoolean() ? 0x80 : 0x11000;
      int point = random.nextInt(bound);
      text.appendCodePoint(point >= 0xD800 && point < 0xE000 ? '\u2028' : point);
    }
    return text.toString();
  }
}
