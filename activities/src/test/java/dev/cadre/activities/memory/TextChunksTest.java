package dev.cadre.activities.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextChunksTest {

  private static String words(int count) {
    return IntStream.range(0, count).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));
  }

  private static String sentences(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "Sentence number " + i + " says a little about tea and water.")
        .collect(Collectors.joining(" "));
  }

  private static String drawn(Random random, int count, int from, int to) {
    return random
        .ints(count, from, to)
        .filter(point -> point < 0xd800 || point > 0xdfff)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  static Stream<String> texts() {
    Random random = new Random(7);
    return Stream.of(
        "short",
        words(5_000),
        sentences(1_000),
        sentences(1_000).replace(". Sentence number 5", ".\n\nSentence number 5"),
        sentences(500).replace(" ", "\r\n"),
        drawn(random, 10_000, 'a', 'z' + 1),
        drawn(random, 5_000, 0x1f600, 0x1f64f),
        IntStream.range(0, 5_000).mapToObj(i -> i + "\n\n").collect(Collectors.joining()),
        " ".repeat(3_000) + "a" + "\n".repeat(3_000) + "b",
        drawn(random, 20_000, 0, 0x1ffff));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void losesNothingAndCutsNoneTooLong(String text) {
    List<String> chunks = TextChunks.of(text);
    assertThat(chunks)
        .allSatisfy(chunk -> {
          assertThat(chunk.length()).isLessThanOrEqualTo(1_500);
          assertThat(chunk).isNotBlank();
          assertThat(Character.isLowSurrogate(chunk.charAt(0))).isFalse();
          assertThat(Character.isHighSurrogate(chunk.charAt(chunk.length() - 1))).isFalse();
        });
    int covered = 0;
    for (String chunk : chunks) {
      int at = text.indexOf(chunk, Math.max(0, covered - TextChunks.LONGEST));
      assertThat(at).isNotNegative();
      assertThat(at <= covered || text.substring(covered, at).isBlank()).isTrue();
      covered = Math.max(covered, at + chunk.length());
    }
    assertThat(text.substring(covered)).isBlank();
  }

  @Test
  void leavesASmallTextWhole() {
    assertThat(TextChunks.of("  # Tea\n\nGreen.\n")).containsExactly("# Tea\n\nGreen.");
  }

  @Test
  void cutsBetweenSentencesAndRepeatsTheEnd() {
    List<String> chunks = TextChunks.of(sentences(100));
    assertThat(chunks).hasSizeBetween(8, 12);
    for (int i = 1; i < chunks.size(); i++) {
      String before = chunks.get(i - 1);
      assertThat(before).endsWith(".").hasSizeBetween(700, 900);
      String end = before.substring(before.length() - 60);
      assertThat(chunks.get(i).substring(0, 120)).contains(end);
    }
  }

  @Test
  void prefersTheEndOfAParagraph() {
    String first = sentences(10);
    String text = first + "\n\n" + sentences(100);
    assertThat(TextChunks.of(text).getFirst()).isEqualTo(first);
  }
}
