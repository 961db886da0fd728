package dev.cadre.api.runtime;

import dev.cadre.workflows.expression.Templates;
import dev.cadre.workflows.plan.Problem;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * The fields of a body that is one object. Each is taken by its name; what is wrong with any, and
 * what nobody took, is told all at once by {@link #end}. Until then a field that is wrong counts as
 * absent.
 */
public final class Fields {

  private final Map<?, ?> map;
  private final String at;
  private final List<Problem> problems;
  private final Set<String> taken = new LinkedHashSet<>();

  private Fields(Map<?, ?> map, String at, List<Problem> problems) {
    this.map = map;
    this.at = at;
    this.problems = problems;
  }

  /**
   * Of a body.
   *
   * @throws ApiProblem when it is no object
   */
  public static Fields of(byte @Nullable [] body, @Nullable MediaType type) {
    if (Bodies.tree(body, type) instanceof Map<?, ?> map) {
      return new Fields(map, "", new ArrayList<>());
    }
    throw invalid(List.of(new Problem(Problem.Code.WRONG_TYPE, "", "Send an object.")));
  }

  /** A text that must be there. */
  public String text(String field, Pattern form, String remedy) {
    String text = textOrNull(field, form, remedy);
    if (text == null && !wrong(field)) {
      add(Problem.Code.MISSING_FIELD, "", "`" + field + "` is missing: " + remedy);
    }
    return text == null ? "" : text;
  }

  /** A text that may be absent. */
  public @Nullable String textOrNull(String field, Pattern form, String remedy) {
    return take(
        field,
        value -> value instanceof String text && form.matcher(text).matches() ? text : null,
        remedy);
  }

  /** A number that may be absent. */
  public @Nullable Integer number(String field, int least, int most) {
    return take(
        field,
        value ->
            value instanceof Number number
                    && number.doubleValue() == number.longValue()
                    && number.longValue() >= least
                    && number.longValue() <= most
                ? number.intValue()
                : null,
        "a whole number from " + least + " to " + most + ".");
  }

  /** A number with a fraction, that may be absent. */
  public @Nullable Double decimal(String field, double least, double most) {
    return take(
        field,
        value ->
            value instanceof Number number
                    && number.doubleValue() >= least
                    && number.doubleValue() <= most
                ? number.doubleValue()
                : null,
        "a number from " + least + " to " + most + ".");
  }

  /** An object as it is; null when it is absent. */
  public @Nullable Map<String, Object> tree(String field) {
    return take(
        field,
        value -> {
          if (!(value instanceof Map<?, ?> map)) {
            return null;
          }
          Map<String, Object> tree = new LinkedHashMap<>();
          map.forEach((name, inner) -> tree.put(String.valueOf(name), inner));
          return tree;
        },
        "an object.");
  }

  public @Nullable Boolean flag(String field) {
    return take(field, value -> value instanceof Boolean flag ? flag : null, "true or false.");
  }

  /** A length of time, longer than none. */
  public @Nullable Duration duration(String field, Duration most) {
    return take(
        field,
        value -> {
          Duration duration = value instanceof String text ? durationOrNull(text) : null;
          return duration != null && duration.isPositive() && duration.compareTo(most) <= 0
              ? duration
              : null;
        },
        "an ISO 8601 duration such as P30D, at most " + most + ".");
  }

  private static @Nullable Duration durationOrNull(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Words of a list, each once; null when it is absent. */
  public <T> @Nullable Set<T> words(
      String field, Function<String, @Nullable T> known, String remedy) {
    return take(
        field,
        value -> {
          Set<T> found = new LinkedHashSet<>();
          for (Object word : value instanceof List<?> list ? list : List.of()) {
            T one = word instanceof String text ? known.apply(text) : null;
            if (one == null || !found.add(one)) {
              return null;
            }
          }
          return value instanceof List<?> ? found : null;
        },
        remedy);
  }

  /** The objects of a list; none when it is absent. */
  public List<Fields> objects(String field, int most) {
    List<Fields> found = new ArrayList<>();
    take(
        field,
        value -> {
          List<?> list = value instanceof List<?> given ? given : List.of();
          for (int i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof Map<?, ?> one) {
              found.add(new Fields(one, at + Templates.token(field) + "/" + i, problems));
            }
          }
          return value instanceof List<?> && found.size() == list.size() && found.size() <= most
              ? found
              : null;
        },
        "a list of at most " + most + " objects.");
    return found;
  }

  /** The object of a field; null when it is absent. */
  public @Nullable Fields object(String field) {
    return take(
        field,
        value ->
            value instanceof Map<?, ?> one
                ? new Fields(one, at + Templates.token(field), problems)
                : null,
        "an object.");
  }

  /** Whether the body says something of a field, if only null. */
  public boolean has(String field) {
    return map.containsKey(field);
  }

  /** A text without taking it. */
  public Optional<String> peek(String field) {
    return map.get(field) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** Adds what is wrong about a field for a reason of its own. */
  public void refuse(String field, String sentence) {
    add(Problem.Code.OUT_OF_RANGE, Templates.token(field), sentence);
  }

  private <T> @Nullable T take(String field, Function<Object, @Nullable T> reader, String remedy) {
    taken.add(field);
    Object value = map.get(field);
    if (value == null) {
      return null;
    }
    T read = reader.apply(value);
    if (read == null) {
      add(Problem.Code.OUT_OF_RANGE, Templates.token(field), "`" + field + "` is " + remedy);
    }
    return read;
  }

  private boolean wrong(String field) {
    return problems.stream()
        .anyMatch(problem -> problem.pointer().equals(at + Templates.token(field)));
  }

  private void add(Problem.Code code, String where, String sentence) {
    problems.add(new Problem(code, at + where, sentence));
  }

  /**
   * All that is wanted was taken. Of objects within, first theirs.
   *
   * @throws ApiProblem BODY_INVALID with every problem
   */
  public void end() {
    unknown();
    if (!problems.isEmpty()) {
      throw invalid(problems);
    }
  }

  /** Names what nobody took. */
  public void unknown() {
    for (Object key : map.keySet()) {
      if (!taken.contains(String.valueOf(key))) {
        add(
            Problem.Code.UNKNOWN_FIELD,
            Templates.token(String.valueOf(key)),
            "There is no field `" + key + "` here; known are " + String.join(", ", taken) + ".");
      }
    }
  }

  private static ApiProblem invalid(List<Problem> problems) {
    return ApiProblem.of(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "BODY_INVALID",
        problems.size() == 1
            ? problems.getFirst().message()
            : "The body has " + problems.size() + " problems.",
        problems);
  }
}
