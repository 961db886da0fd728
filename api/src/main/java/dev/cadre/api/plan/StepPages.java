package dev.cadre.api.plan;

import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.stores.plan.AttemptRead;
import dev.cadre.stores.plan.AttemptReads;
import dev.cadre.stores.plan.InstanceRead;
import dev.cadre.stores.plan.InstanceReads;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Pages of what a step has many of, and the cursors between them. */
final class StepPages {

  /** Attempts of a step in the order in which they started. */
  @Schema(name = "AttemptPage")
  record Attempts(List<AttemptRead> items, @Nullable String next) {

    /** Of one more than a page holds. */
    static Attempts of(List<AttemptRead> found, int size) {
      List<AttemptRead> items = found.stream().limit(size).toList();
      return new Attempts(items, found.size() > size ? cursor(items.getLast()) : null);
    }

    private static String cursor(AttemptRead last) {
      return Parameters.cursor(
          ChronoUnit.MICROS.between(Instant.EPOCH, last.startedAt()),
          last.occurrence(),
          last.position(),
          last.attempt());
    }
  }

  /** Instances of nested steps in the order of their items. */
  @Schema(name = "ItemPage")
  record Items(List<InstanceRead> items, @Nullable String next) {

    /** Of one more than a page holds. */
    static Items of(List<InstanceReads.Placed> found, int size) {
      List<InstanceRead> items =
          found.stream().limit(size).map(InstanceReads.Placed::read).toList();
      return new Items(items, found.size() > size ? cursor(found.get(size - 1).last()) : null);
    }

    private static String cursor(InstanceReads.Last last) {
      return Parameters.cursor(
          IntStream.concat(
                  IntStream.of(last.ordinal()), last.path().stream().mapToInt(Integer::intValue))
              .asLongStream()
              .toArray());
    }
  }

  private StepPages() {}

  static AttemptReads.Last afterAttempt(String cursor) {
    long[] numbers = Parameters.numbers(cursor, 4);
    if (numbers == null) {
      return AttemptReads.Last.NONE;
    }
    if (numbers[0] < 0) {
      throw ApiProblem.parameter("cursor", "is not one that a list gave.");
    }
    return new AttemptReads.Last(
        Instant.EPOCH.plus(numbers[0], ChronoUnit.MICROS),
        (int) numbers[1],
        (int) numbers[2],
        (int) numbers[3]);
  }

  static InstanceReads.Last afterItem(String cursor) {
    long[] numbers = Parameters.numbers(cursor, 2);
    return numbers == null
        ? InstanceReads.Last.NONE
        : new InstanceReads.Last(
            IntStream.range(1, numbers.length).mapToObj(i -> (int) numbers[i]).toList(),
            (int) numbers[0]);
  }
}
