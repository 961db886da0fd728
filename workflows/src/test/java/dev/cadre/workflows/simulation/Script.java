package dev.cadre.workflows.simulation;

import static dev.cadre.workflows.llm.FailureCategory.COOLING;
import static dev.cadre.workflows.llm.FailureCategory.EXPRESSION_ERROR;
import static dev.cadre.workflows.llm.FailureCategory.INVALID_REQUEST;
import static dev.cadre.workflows.llm.FailureCategory.OVERLOADED;
import static dev.cadre.workflows.llm.FailureCategory.RATE_LIMIT;
import static dev.cadre.workflows.llm.FailureCategory.TRANSPORT;

import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.llm.RouteTarget;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the world does to a plan, fixed by the seed for every place, execution and call, so that it
 * does not depend on the order in which things happen.
 */
final class Script {

  private static final List<RouteTarget> TARGETS =
      List.of(target("first", 1_000, 400), target("second", 2_000, 400), target("third", 500, 800));

  private static final List<FailureCategory> OF_MODELS =
      List.of(
          FailureCategory.TRANSPORT,
          FailureCategory.TIMEOUT,
          FailureCategory.UPSTREAM,
          FailureCategory.OVERLOADED,
          FailureCategory.RATE_LIMIT,
          FailureCategory.PROVIDER_QUOTA,
          FailureCategory.AUTH,
          FailureCategory.MODEL_GONE,
          FailureCategory.CONTEXT_TOO_LARGE,
          FailureCategory.INVALID_REQUEST,
          FailureCategory.CONTENT_POLICY,
          FailureCategory.TRUNCATED,
          FailureCategory.MALFORMED,
          FailureCategory.QUALITY,
          FailureCategory.BUDGET,
          FailureCategory.COOLING,
          FailureCategory.WORKER_LOST,
          FailureCategory.EXPRESSION_ERROR);

  private static final List<FailureCategory> OF_TOOLS =
      List.of(
          FailureCategory.TRANSPORT,
          FailureCategory.TIMEOUT,
          FailureCategory.UPSTREAM,
          FailureCategory.OVERLOADED,
          FailureCategory.RATE_LIMIT,
          FailureCategory.TOOL_FAILED,
          FailureCategory.OUTCOME_UNKNOWN,
          FailureCategory.EXPRESSION_ERROR);

  private final Dice dice;

  /** Of a hundred calls so many fail. */
  private final int weather;

  private final int number;

  Script(long seed) {
    this(new Dice(seed).at("world"), RandomPlan.INPUT_NUMBER);
  }

  private Script(Dice dice, int number) {
    this.dice = dice;
    this.number = number;
    weather = dice.at("weather").pick(List.of(0, 5, 15, 40));
  }

  private static RouteTarget target(String provider, int window, int most) {
    return new RouteTarget(
        provider, "m", window, 200, most, BigDecimal.ONE, BigDecimal.ONE, null, false);
  }

  Dice dice() {
    return dice;
  }

  List<RouteTarget> route(String step) {
    int first = dice.at("route", step).below(3);
    int length = 1 + dice.at("length", step).below(3);
    return java.util.stream.IntStream.range(first, first + length)
        .mapToObj(i -> TARGETS.get(i % 3))
        .toList();
  }

  /** What an execution of a step yields. */
  Map<String, Object> output(String place, int execution) {
    return Map.of("n", (long) dice.at("score", place, execution).below(100));
  }

  /** Whether that is so large that the workflow does not hold it. */
  boolean large(String place, int execution) {
    return dice.at("large", place, execution).percent(25);
  }

  /** How many items the execution of a map has that is named so. */
  int items(String box) {
    int number = box.lastIndexOf('#');
    String place = box.substring(0, number);
    String execution = box.substring(number + 1);
    return dice.at("items", place, execution).pick(List.of(0, 1, 1, 2, 2, 3, 4));
  }

  long item(String place, int index) {
    return dice.at("item", place, index).below(100);
  }

  /** Whether a container or an aggregate fails by what it evaluates. */
  boolean breaks(String what, String place, int execution) {
    return dice.at(what, place, execution).percent(weather / 5);
  }

  /**
   * How a call ends; null when it succeeds.
   *
   * @param through it is made although its target rests
   */
  Trouble trouble(
      String place, int execution, int target, int attempt, boolean tool, boolean through) {
    Dice call = dice.at("call", place, execution, target, attempt);
    if (!call.percent(weather)) {
      return null;
    }
    Trouble trouble = trouble(call.at("kind"), tool);
    return through && trouble.category() == COOLING ? null : trouble;
  }

  private static Trouble trouble(Dice dice, boolean tool) {
    FailureCategory category = dice.pick(tool ? OF_TOOLS : OF_MODELS);
    boolean waits = category == RATE_LIMIT || category == OVERLOADED;
    Integer after = waits ? dice.at("after").pick(List.of(0, 7, 45, 600)) : Integer.valueOf(0);
    Dice advice = dice.at("advice");
    return new Trouble(
        category,
        after == 0 ? null : after,
        category != EXPRESSION_ERROR && advice.percent(10) ? advice.at(1).percent(50) : null,
        category == COOLING ? Integer.valueOf(20 + 20 * dice.at("frees").below(6)) : null,
        category == TRANSPORT && dice.at("refused").percent(50),
        category == INVALID_REQUEST && dice.at("specific").percent(50));
  }

  /** {@code input.n}. */
  int number() {
    return number;
  }

  /** {@code input.at}, in seconds after the plan began. */
  double startsAt() {
    return 3600.0 * (dice.at("at").below(500) - 20);
  }

  /** How often a signal comes before anything can wait for it. */
  int early(String signal) {
    return dice.at("early", signal).percent(70) ? 0 : 1 + dice.at("more", signal).below(2);
  }

  /** Whether the store does not answer the so-and-so-manieth time that it is asked. */
  boolean outage(int number) {
    return dice.at("outages").percent(8) && dice.at("outage", number).percent(8);
  }

  /** Events after which the plan goes on in a new history; null for the default. */
  Integer historyLimit() {
    Dice limit = dice.at("history");
    return limit.percent(60) ? null : Integer.valueOf(60 + limit.at("events").below(120));
  }

  /** How long a call takes. */
  Duration duration(String place, int execution, String call, Duration longest) {
    Dice duration = dice.at("duration", place, execution, call);
    return duration.percent(60)
        ? Duration.ZERO
        : longest.multipliedBy(duration.at("part").below(100)).dividedBy(100);
  }

  /** What the world does to the plan when it is done again, as a new one. */
  Script redone() {
    return new Script(dice.at("redone"), edits() ? RandomPlan.INPUT_NUMBER + 25 : number);
  }

  /** From which of its steps a plan is done again, when it has ended; null for not at all. */
  String redoes(List<String> steps) {
    Dice redo = dice.at("redo");
    return redo.percent(75) ? null : redo.at("from").pick(steps);
  }

  /** Whether it is done again with another input. */
  boolean edits() {
    return dice.at("edits").percent(40);
  }

  /** Whether a plan whose so-and-so-manieth run has failed is tried again. */
  boolean retries(int run) {
    return run < 4 && dice.at("retry", run).percent(60);
  }

  /** At which call somebody pauses the plan, for a moment; 0 for never. */
  int pausesAt() {
    return dice.at("pauses").percent(80) ? 0 : 1 + dice.at("pause").below(5);
  }
}
