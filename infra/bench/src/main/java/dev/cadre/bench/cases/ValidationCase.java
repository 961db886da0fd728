package dev.cadre.bench.cases;

import dev.cadre.bench.plan.Mode;
import dev.cadre.bench.report.Bar;
import dev.cadre.bench.report.Figure;
import dev.cadre.bench.side.RestDoor;
import dev.cadre.testkit.plan.BrokenPlan;
import dev.cadre.testkit.plan.BrokenPlans;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How long the door takes to check a plan, over REST. */
final class ValidationCase implements BenchCase {

  private static final double BASE_MILLIS = 100;
  private static final double MILLIS_PER_EXPRESSION = 0.5;
  private static final double ANY_MILLIS = 5_000;
  private static final int WARM_UP = 5;

  /**
   * Plans of one kind.
   *
   * @param expressions different ones in each
   * @param plan of a try; no try shares an expression with another, for known ones cost nothing
   */
  private record Kind(String what, int expressions, IntFunction<String> plan) {

    double allowed() {
      return BASE_MILLIS + MILLIS_PER_EXPRESSION * expressions;
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          new Kind("100 steps", 0, _ -> plan(100, _ -> "Hi")),
          new Kind("2,000 steps", 0, _ -> plan(2_000, _ -> "Hi")),
          new Kind("1 MB in 500 steps", 0, _ -> plan(500, _ -> "Tea. ".repeat(320))),
          new Kind(
              "200 expressions",
              200,
              i -> plan(200, n -> "{{ input.topic + ' " + i + " " + n + "' }}")),
          new Kind(
              "2,000 expressions",
              2_000,
              i -> plan(2_000, n -> "{{ input.topic + ' " + i + " " + n + "' }}")),
          new Kind("3,000 expressions in a step", 3_000, ValidationCase::inOneStep));

  @Override
  public String name() {
    return "validation";
  }

  @Override
  public boolean hasModes() {
    return false;
  }

  @Override
  public List<Figure> run(Field field, Mode mode) {
    RestDoor door = field.cadre().door();
    List<Figure> figures = new ArrayList<>();
    for (Kind kind : KINDS) {
      for (int i = 0; i < WARM_UP; i++) {
        valid(door, kind.plan().apply(-1 - i));
      }
      List<Double> samples = new ArrayList<>();
      for (int i = 0; i < field.sizes().pairs(); i++) {
        samples.add(valid(door, kind.plan().apply(i)));
      }
      figures.add(figure(kind.what(), samples, kind.allowed()));
    }
    figures.add(figure("worst broken plan", List.of(worstBroken(door)), ANY_MILLIS));
    return figures;
  }

  private Figure figure(String what, List<Double> samples, double allowed) {
    return new Figure(
        name(), null, what, "ms", Map.of(Figure.CADRE, samples), Bar.value(allowed), null);
  }

  private static double valid(RestDoor door, String plan) {
    long begun = System.nanoTime();
    RestDoor.Reply reply = door.post("/v1/plans:validate", plan).expect(200);
    double millis = (System.nanoTime() - begun) / 1e6;
    if (!reply.json().path("valid").asBoolean(false)) {
      throw new IllegalStateException("a good plan is refused: " + reply.text());
    }
    return millis;
  }

  private static double worstBroken(RestDoor door) {
    double worst = 0;
    for (BrokenPlan plan : BrokenPlans.all()) {
      long begun = System.nanoTime();
      door.post(
          "/v1/plans:validate", plan.json() ? "application/json" : "application/yaml", plan.body());
      worst = Math.max(worst, (System.nanoTime() - begun) / 1e6);
    }
    return worst;
  }

  /** A chain of agents. */
  static String plan(int steps, IntFunction<String> prompt) {
    String list =
        IntStream.range(0, steps)
            .mapToObj(i ->
                """
                {"id":"s%d","kind":"agent","agent":"copywriter","route":["openai"],\
                "prompt":"%s","dependsOn":[%s]}\
                """
                    .formatted(i, prompt.apply(i), i == 0 ? "" : "\"s" + (i - 1) + "\""))
            .collect(Collectors.joining(","));
    return "{\"name\":\"large\",\"input\":{\"topic\":\"tea\"},\"steps\":[" + list + "]}";
  }

  private static String inOneStep(int round) {
    String all =
        IntStream.range(0, 3_000)
            .mapToObj(n -> "{{ input.topic + '" + round + "." + n + "' }}")
            .collect(Collectors.joining());
    return plan(1, _ -> all);
  }
}
