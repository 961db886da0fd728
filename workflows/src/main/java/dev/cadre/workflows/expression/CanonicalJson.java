package dev.cadre.workflows.expression;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The JSON Canonicalization Scheme (RFC 8785) of a tree of map, list, string, number, boolean and
 * null.
 */
public final class CanonicalJson {

  private static final double INTEGER_LIMIT = 1e21;
  private static final double FRACTION_LIMIT = 1e-6;

  private CanonicalJson() {}

  public static String of(@Nullable Object tree) {
    StringBuilder out = new StringBuilder();
    write(tree, out);
    return out.toString();
  }

  /** Lower-case hex SHA-256 of the canonical form in UTF-8. */
  public static String sha256(@Nullable Object tree) {
    return sha256(of(tree).getBytes(StandardCharsets.UTF_8));
  }

  /** Lower-case hex SHA-256 of bytes. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void write(@Nullable Object node, StringBuilder out) {
    switch (node) {
      case null -> out.append("null");
      case String text -> string(text, out);
      case Boolean flag -> out.append(flag.booleanValue());
      case Number number -> out.append(number(number));
      case Map<?, ?> map -> object(map, out);
      case List<?> list -> array(list, out);
      default -> throw new IllegalArgumentException("no JSON value: " + node.getClass().getName());
    }
  }

  private static void object(Map<?, ?> map, StringBuilder out) {
    // TreeMap of String compares UTF-16 code units, which is the order that RFC 8785 asks for.
    TreeMap<String, @Nullable Object> sorted = new TreeMap<>();
    map.forEach((key, value) -> sorted.put((String) key, value));
    out.append('{');
    String comma = "";
    for (Map.Entry<String, @Nullable Object> entry : sorted.entrySet()) {
      out.append(comma);
      string(entry.getKey(), out);
      out.append(':');
      write(entry.getValue(), out);
      comma = ",";
    }
    out.append('}');
  }

  private static void array(List<?> list, StringBuilder out) {
    out.append('[');
    String comma = "";
    for (Object item : list) {
      out.append(comma);
      write(item, out);
      comma = ",";
    }
    out.append(']');
  }

  private static void string(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append("\\u00").append(HexFormat.of().toHexDigits((byte) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static String number(Number number) {
    return switch (number) {
      case Byte n -> n.toString();
      case Short n -> n.toString();
      case Integer n -> n.toString();
      // JSON numbers are doubles to RFC 8785, but a Long is kept whole: no id or amount may change
      // its digits here.
      case Long n -> n.toString();
      default -> ofDouble(number.doubleValue());
    };
  }

  /** ECMAScript's Number::toString, from the shortest digits that Java's Double.toString finds. */
  private static String ofDouble(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("JSON has no " + value);
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal digits = shortest(value);
    double magnitude = Math.abs(value);
    if (magnitude >= FRACTION_LIMIT && magnitude < INTEGER_LIMIT) {
      return digits.toPlainString();
    }
    String unscaled = digits.unscaledValue().abs().toString();
    int exponent = unscaled.length() - 1 - digits.scale();
    String mantissa =
        unscaled.length() == 1 ? unscaled : unscaled.charAt(0) + "." + unscaled.substring(1);
    return (value < 0 ? "-" : "")
        + mantissa
        + "e"
        + (exponent < 0 ? "-" : "+")
        + Math.abs(exponent);
  }

  /**
   * The shortest digits that read back as the value. Java's own are never fewer than two: it writes
   * 4.9E-324 where 5e-324 is enough.
   */
  private static BigDecimal shortest(double value) {
    BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (digits.precision() != 2) {
      return digits;
    }
    BigDecimal exact = new BigDecimal(value);
    return Stream.of(RoundingMode.DOWN, RoundingMode.UP)
        .map(mode -> digits.round(new MathContext(1, mode)).stripTrailingZeros())
        .filter(one -> one.doubleValue() == value)
        .min(Comparator.comparing(one -> one.subtract(exact).abs()))
        .orElse(digits);
  }
}
