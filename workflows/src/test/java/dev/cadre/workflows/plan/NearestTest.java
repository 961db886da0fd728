package dev.cadre.workflows.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NearestTest {

  private static final List<String> KNOWN = List.of("dependsOn", "prompt", "agent", "id");

  @Test
  void findsTheNameThatWasMeant() {
    assertThat(Nearest.to("dependOn", KNOWN)).hasValue("dependsOn");
    assertThat(Nearest.to("depends_on", KNOWN)).hasValue("dependsOn");
    assertThat(Nearest.to("PROMPT", KNOWN)).hasValue("prompt");
    assertThat(Nearest.to("agnt", KNOWN)).hasValue("agent");
  }

  @Test
  void guessesNothingFarAway() {
    assertThat(Nearest.to("temperature", KNOWN)).isEmpty();
    assertThat(Nearest.to("x".repeat(10_000), KNOWN)).isEmpty();
    assertThat(Nearest.to("agent", List.of())).isEmpty();
  }

  @Test
  void findsWhatThePlainTableFinds() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      String name = word(random);
      List<String> known = Stream.generate(() -> word(random)).limit(5).toList();
      int most = Math.max(1, name.length() / 3);
      Optional<String> nearest =
          known.stream()
              .filter(word -> distance(name, word) <= most)
              .min(Comparator.comparingInt(word -> distance(name, word)));
      assertThat(Nearest.to(name, known)).as(name + " in " + known).isEqualTo(nearest);
    }
  }

  private static String word(Random random) {
    return random
        .ints(1 + random.nextInt(7), 'a', 'd')
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private static int distance(String a, String b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.length() + b.length();
    }
    int change = a.charAt(0) == b.charAt(0) ? 0 : 1;
    int changed = change + distance(a.substring(1), b.substring(1));
    if (change == 0) {
      return changed;
    }
    return Math.min(
        changed, 1 + Math.min(distance(a.substring(1), b), distance(a, b.substring(1))));
  }
}
