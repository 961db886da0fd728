package dev.cadre.stores.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.cadre.stores.plan.Documents.Format;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DocumentsTest {

  private static final int DOCUMENTS = Boolean.getBoolean("cadre.soak") ? 60_000 : 20_000;

  @Test
  void readsJsonAsAPlainTree() throws MalformedDocument {
    assertThat(
            parse(
                "{\"a\": [1, 1.5, -0, 1e2, true, false, \"\\uD83D\\uDE00 ü\"], \"b\": {}, \"\": []}",
                Format.JSON))
        .isEqualTo(
            Map.of(
                "a",
                List.of(1L, 1.5, 0L, 100.0, true, false, "😀 ü"),
                "b",
                Map.of(),
                "",
                List.of()));
    assertThat(parse("[null]", Format.JSON)).isEqualTo(Arrays.asList((Object) null));
    assertThat(parse("9223372036854775807", Format.JSON)).isEqualTo(Long.MAX_VALUE);
    assertThat(parse("\uFEFF7", Format.JSON)).isEqualTo(7L);
  }

  @Test
  void readsYamlAsTheSameTree() throws MalformedDocument {
    assertThat(
            parse(
                """
                a: [1, 1.5, true, null, "x", '2', plain text]
                b:
                  c: |
                    two
                    lines
                  d: PT24H
                  e: 2026-01-01
                """,
                Format.YAML))
        .isEqualTo(
            Map.of(
                "a",
                Arrays.asList(1L, 1.5, true, null, "x", "2", "plain text"),
                "b",
                Map.of("c", "two\nlines\n", "d", "PT24H", "e", "2026-01-01")));
  }

  @Test
  void keepsTheOrderOfKeys() throws MalformedDocument {
    assertThat(((Map<?, ?>) parse("{\"z\":1,\"a\":2,\"m\":3}", Format.JSON)).keySet())
        .hasToString("[z, a, m]");
  }

  @Test
  void takesAHundredLevelsAndNoMore() throws MalformedDocument {
    for (Format format : Format.values()) {
      assertThat(parse("[".repeat(100) + "]".repeat(100), format)).isInstanceOf(List.class);
      assertThatThrownBy(() -> parse("[".repeat(101) + "]".repeat(101), format))
          .isInstanceOf(MalformedDocument.class)
          .hasMessageContaining("deeper than 100");
    }
  }

  @Test
  void namesLineAndColumn() {
    assertThatThrownBy(() -> parse("{\n  \"a\": 1,\n  \"a\": 2\n}", Format.JSON))
        .isInstanceOf(MalformedDocument.class)
        .hasMessageContaining("\"a\"")
        .hasMessageContaining("line 3");
    assertThatThrownBy(() -> parse("a: 1\nb: [\n", Format.YAML))
        .isInstanceOf(MalformedDocument.class)
        .hasMessageContaining("line");
  }

  @Test
  void knowsTheMediaTypes() {
    assertThat(Format.of("application/json; charset=utf-8")).hasValue(Format.JSON);
    assertThat(Format.of("Application/YAML")).hasValue(Format.YAML);
    assertThat(Format.of("text/plain")).isEmpty();
    assertThat(Format.of("")).isEmpty();
  }

  @Test
  @Timeout(20)
  void answersAnyBytesWithATreeOrARefusal() {
    Random random = new Random(3);
    String alphabet = "{}[]:,\"'\\\n -?!&*|>%@`#abu0189.eE+~\t\uD83D\uDE00";
    int refused = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(24); j > 0; j--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      Format format = random.nextBoolean() ? Format.JSON : Format.YAML;
      Throwable failure = catchThrowable(() -> parse(text.toString(), format));
      if (failure != null) {
        refused++;
        assertThat(failure)
            .as("%s as %s", text, format)
            .isInstanceOf(MalformedDocument.class)
            .message()
            .isNotBlank();
      }
    }
    assertThat(refused).isBetween(DOCUMENTS / 20, DOCUMENTS);
  }

  @Test
  @Timeout(20)
  void standsHugeAndDeepDocuments() {
    for (String text :
        List.of(
            "[".repeat(1_000_000),
            "{\"a\":".repeat(200_000),
            "- ".repeat(200_000),
            "a: ".repeat(10_000),
            "? ".repeat(100_000))) {
      for (Format format : Format.values()) {
        assertThatThrownBy(() -> parse(text, format)).isInstanceOf(MalformedDocument.class);
      }
    }
  }

  @Test
  @Timeout(20)
  void readsAnInputOfTenMegabytes() throws MalformedDocument {
    String text = "{\"input\": \"" + "x".repeat(10 * 1024 * 1024) + "\"}";
    for (Format format : Format.values()) {
      assertThat(parse(text, format)).isInstanceOf(Map.class);
    }
    assertThat(parse("input: |\n" + "  some line of text\n".repeat(500_000), Format.YAML))
        .isInstanceOf(Map.class);
    assertThat(parse("input:\n" + "  - { a: 1 }\n".repeat(100_000), Format.YAML))
        .isInstanceOf(Map.class);
  }

  private static Object parse(String text, Format format) throws MalformedDocument {
    return Documents.parse(text.getBytes(StandardCharsets.UTF_8), format);
  }
}
