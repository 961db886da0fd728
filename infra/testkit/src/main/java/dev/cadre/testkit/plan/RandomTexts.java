package dev.cadre.testkit.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Writes texts with templates into a plan and remembers where. */
final class RandomTexts {

  private final Random random;
  private final List<RandomPlan.Text> all = new ArrayList<>();

  RandomTexts(Random random) {
    this.random = random;
  }

  List<RandomPlan.Text> all() {
    return all;
  }

  /**
   * Writes one that reads some of what it may.
   *
   * @param pointer of the object that holds it
   */
  void add(
      String pointer,
      Map<String, Object> holder,
      String field,
      Set<String> readable,
      Set<String> names) {
    RandomPlan.Text text =
        new RandomPlan.Text(pointer + "/" + field, holder, field, readable, names);
    StringBuilder written = new StringBuilder("About {{ input.n }}");
    readable.stream()
        .filter(_ -> random.nextBoolean())
        .forEach(id -> written.append(" {{ steps.").append(id).append(".output }}"));
    names.stream()
        .filter(_ -> random.nextBoolean())
        .forEach(name -> written.append(" {{ ").append(name).append(" }}"));
    text.write(written.toString());
    all.add(text);
  }

  <T> T pick(Iterable<T> from) {
    List<T> choices = new ArrayList<>();
    from.forEach(choices::add);
    return choices.get(random.nextInt(choices.size()));
  }
}
