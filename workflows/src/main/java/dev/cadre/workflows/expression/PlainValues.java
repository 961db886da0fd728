package dev.cadre.workflows.expression;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.NullValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What CEL yields, as a plain tree. A result may name the same part many times over, so it is
 * counted as it would be written out, and refused when it is too large for that.
 */
final class PlainValues {

  private static final int MAX_NODES = 1_000_000;
  private static final long MAX_CHARACTERS = 16L * 1024 * 1024;

  private int nodes;
  private long characters;

  @Nullable Object of(Object value) throws ExpressionException {
    if (++nodes > MAX_NODES) {
      throw tooLarge();
    }
    return switch (value) {
      case NullValue _ -> null;
      case String text -> text(text);
      case Boolean flag -> flag;
      case Long n -> n;
      case Double n -> finite(n);
      case UnsignedLong n -> whole(n);
      case List<?> list -> list(list);
      case Map<?, ?> map -> map(map);
      default ->
          throw new ExpressionException(
              "The expression yields a value that JSON does not know; turn it into text with"
                  + " string(…).");
    };
  }

  private List<@Nullable Object> list(List<?> list) throws ExpressionException {
    List<@Nullable Object> plain = new ArrayList<>(Math.min(list.size(), MAX_NODES));
    for (Object item : list) {
      plain.add(of(item));
    }
    return plain;
  }

  private Map<String, @Nullable Object> map(Map<?, ?> map) throws ExpressionException {
    Map<String, @Nullable Object> plain = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String key)) {
        throw new ExpressionException(
            "The keys of an object must be strings; write string(…) around the key.");
      }
      plain.put(text(key), of(entry.getValue()));
    }
    return plain;
  }

  private String text(String text) throws ExpressionException {
    characters += text.length();
    if (characters > MAX_CHARACTERS) {
      throw tooLarge();
    }
    if (text.indexOf('\0') >= 0) {
      throw new ExpressionException(
          "The expression yields text with a NUL character; leave that character out.");
    }
    return text;
  }

  private static Double finite(Double n) throws ExpressionException {
    if (n.isNaN() || n.isInfinite()) {
      throw new ExpressionException(
          "The expression yields " + n + ", which JSON does not know; check the divisor for 0.");
    }
    return n;
  }

  private static Long whole(UnsignedLong n) throws ExpressionException {
    if (n.longValue() < 0) {
      throw new ExpressionException(
          "The expression yields a number over 9223372036854775807; write string(…) around it.");
    }
    return n.longValue();
  }

  private static ExpressionException tooLarge() {
    return new ExpressionException(
        "The expression yields more than 16 MiB of text or a million values; select less.");
  }
}
