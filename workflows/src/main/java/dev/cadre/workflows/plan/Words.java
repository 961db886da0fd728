package dev.cadre.workflows.plan;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The words of a plan that stand for the constants of an enum: their names in lower case. */
final class Words {

  private Words() {}

  static <E extends Enum<E>> Map<String, E> of(E[] values) {
    return Arrays.stream(values)
        .collect(
            Collectors.toMap(value -> value.name().toLowerCase(Locale.ROOT), Function.identity()));
  }
}
