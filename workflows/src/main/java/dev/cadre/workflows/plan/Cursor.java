package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.StepOptions;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An object of the document with its pointer. Each getter reports what is wrong with its field and
 * yields null (or an empty value, where one is required), so that reading goes on. A field that is
 * null counts as absent. At the end {@link #done} reports the fields that nobody asked for.
 */
final class Cursor {

  private final Problems problems;
  private final String pointer;
  private final Map<?, ?> object;
  private final Set<String> known = new LinkedHashSet<>();

  Cursor(Problems problems, String pointer, Map<?, ?> object) {
    this.problems = problems;
    this.pointer = pointer;
    this.object = object;
  }

  String pointer() {
    return pointer;
  }

  String pointer(String field) {
    return pointer + Pointers.token(field);
  }

  Problems problems() {
    return problems;
  }

  boolean has(String field) {
    return tree(field) != null;
  }

  @Nullable Object tree(String field) {
    known.add(field);
    return object.get(field);
  }

  void outOfRange(String field, String message) {
    problems.refuse(Problem.Code.OUT_OF_RANGE, pointer(field), message);
  }

  void missing(String field, String message) {
    known.add(field);
    problems.missing(pointer, field, message);
  }

  void notYet(String field, String message) {
    known.add(field);
    problems.refuse(Problem.Code.NOT_YET_AVAILABLE, pointer(field), message);
  }

  @Nullable String text(String field) {
    Object value = tree(field);
    if (value == null) {
      return null;
    }
    if (!(value instanceof String text)) {
      wrongType(field, "a string");
      return null;
    }
    return text;
  }

  /** The text, or an empty one after a report. */
  String required(String field, String example) {
    if (!has(field)) {
      missing(field, "`" + field + "` is missing; add it, such as " + example + ".");
      return "";
    }
    String text = text(field);
    if (text != null && text.isBlank()) {
      outOfRange(field, "`" + field + "` is empty; write something, such as " + example + ".");
      return "";
    }
    return text == null ? "" : text;
  }

  /** CEL; also {@code true} and {@code false} as they are. */
  @Nullable String condition(String field) {
    return tree(field) instanceof Boolean flag ? flag.toString() : filled(field);
  }

  /** Text that is not empty, where it stands. */
  @Nullable String filled(String field) {
    String text = text(field);
    if (text != null && text.isBlank()) {
      outOfRange(field, "`" + field + "` is empty; write something or leave it out.");
      return null;
    }
    return text;
  }

  @Nullable String text(String field, int longest) {
    String text = text(field);
    if (text != null && text.length() > longest) {
      outOfRange(field, "`" + field + "` is over " + longest + " characters; shorten it.");
    }
    return text;
  }

  @Nullable Integer integer(String field, int least, int most) {
    Object value = tree(field);
    if (value == null) {
      return null;
    }
    if (!(value instanceof Long) && !(value instanceof Integer)) {
      wrongType(field, "a whole number");
      return null;
    }
    long n = ((Number) value).longValue();
    if (n < least || n > most) {
      outOfRange(field, "`" + field + "` must be from " + least + " to " + most + "; change it.");
      return null;
    }
    return (int) n;
  }

  boolean flag(String field, boolean otherwise) {
    Object value = tree(field);
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof Boolean flag)) {
      wrongType(field, "true or false");
      return otherwise;
    }
    return flag;
  }

  /** An ISO 8601 duration, more than zero unless {@code zero}. */
  @Nullable Duration duration(String field, boolean zero) {
    String text = text(field);
    if (text == null) {
      return null;
    }
    try {
      Duration duration = Duration.parse(text);
      boolean small = duration.isNegative() || (duration.isZero() && !zero);
      if (small || duration.compareTo(StepOptions.NO_TIMEOUT) > 0) {
        outOfRange(field, "`" + field + "` must be over zero and under ten years; change it.");
        return null;
      }
      return duration;
    } catch (DateTimeParseException e) {
      problems.refuse(
          Problem.Code.WRONG_TYPE,
          pointer(field),
          "`" + field + "` is no ISO 8601 duration; write one such as PT60S or PT3M.");
      return null;
    }
  }

  /** One of the words. */
  <T> @Nullable T word(String field, Map<String, T> words) {
    String text = text(field);
    if (text == null) {
      return null;
    }
    T value = words.get(text);
    if (value == null) {
      List<String> sorted = words.keySet().stream().sorted().toList();
      outOfRange(
          field,
          "`" + field + "` is none of its words; write one of " + String.join(", ", sorted) + ".");
    }
    return value;
  }

  /** Strings, all different; an item that is none, or stands twice, is reported, kept as empty. */
  @Nullable List<String> texts(String field) {
    Object value = tree(field);
    if (value == null) {
      return null;
    }
    if (!(value instanceof List<?> items)) {
      wrongType(field, "a list of strings");
      return null;
    }
    return DistinctTexts.of(items, pointer(field), problems);
  }

  @Nullable Cursor object(String field) {
    Object value = tree(field);
    if (value == null) {
      return null;
    }
    if (!(value instanceof Map<?, ?> map)) {
      wrongType(field, "an object");
      return null;
    }
    return new Cursor(problems, pointer(field), map);
  }

  void wrongType(String field, String wanted) {
    problems.refuse(
        Problem.Code.WRONG_TYPE,
        pointer(field),
        "`" + field + "` is " + Kinds.of(object.get(field)) + "; write " + wanted + ".");
  }

  /** A field that is known, but not in this combination. */
  void unfit(String field, String message) {
    known.add(field);
    problems.refuse(Problem.Code.UNKNOWN_FIELD, pointer(field), message);
  }

  /** Reports every field that no getter asked for; {@code what} names the object. */
  void done(String what) {
    for (Object key : object.keySet()) {
      if (problems.full()) {
        return;
      }
      String field = String.valueOf(key);
      if (!known.contains(field)) {
        String shown = field.length() > 64 ? field.substring(0, 64) + "…" : field;
        problems.refuse(
            Problem.Code.UNKNOWN_FIELD,
            pointer(field),
            what + " has no field `" + shown + "`; " + Nearest.hint(field, known, "remove it."));
      }
    }
  }

  /** Takes every field as known, where a kind is not built yet. */
  void ignoreRest() {
    object.keySet().forEach(key -> known.add(String.valueOf(key)));
  }
}
