package dev.cadre.activities.tool.query;

import dev.cadre.activities.tool.query.QueryRows.NotGiven;
import dev.cadre.stores.runtime.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;

/**
 * A value as a plain tree, by its column's type: whole numbers, floating-point numbers, truths,
 * JSON and lists of them as such; all else as text, numeric among it, so that no digit is lost.
 */
final class QueryValue {

  /** Those whose arrays become lists; an array of anything else stays PostgreSQL's text of it. */
  private static final Set<String> LISTED =
      Set.of(
          "_int2",
          "_int4",
          "_int8",
          "_float4",
          "_float8",
          "_numeric",
          "_bool",
          "_text",
          "_varchar",
          "_bpchar",
          "_name",
          "_uuid");

  private static final Pattern SHORT_OFFSET = Pattern.compile("[+-][0-9]{2}$");
  private static final ObjectReader READER =
      Json.MAPPER
          .readerFor(new TypeReference<@Nullable Object>() {})
          .without(DeserializationFeature.USE_LONG_FOR_INTS)
          .with(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private QueryValue() {}

  /** Refuses what is no text. */
  static void check(String column, String type) throws NotGiven {
    if (type.equals("bytea") || type.equals("_bytea")) {
      throw new NotGiven(
          "The column " + column + " is bytea, which is not given; leave it out or encode it.");
    }
  }

  static @Nullable Object of(ResultSet result, int index, String column, String type, String text)
      throws SQLException, NotGiven {
    return switch (type) {
      case "int2", "int4", "int8", "oid", "smallserial", "serial", "bigserial" ->
          Long.valueOf(text);
      case "float4", "float8" -> floating(Double.parseDouble(text), text);
      case "bool" -> text.equals("t");
      case "json", "jsonb" -> json(column, text);
      case "timestamp", "timestamptz", "timetz" -> time(text);
      default -> LISTED.contains(type) ? list(result.getArray(index)) : text;
    };
  }

  private static Object floating(double number, String text) {
    return Double.isFinite(number) ? (Object) number : text;
  }

  /** RFC 3339; the session's zone is UTC, and one of no zone gets none. */
  private static String time(String text) {
    String joined = text.replaceFirst(" ", "T");
    return joined.endsWith("+00")
        ? joined.substring(0, joined.length() - 3) + "Z"
        : SHORT_OFFSET.matcher(joined).replaceFirst("$0:00");
  }

  private static List<@Nullable Object> list(@Nullable Array array) throws SQLException {
    return array == null ? List.of() : items((Object[]) array.getArray());
  }

  private static List<@Nullable Object> items(Object[] array) {
    List<@Nullable Object> items = new ArrayList<>();
    for (Object item : array) {
      items.add(item(item));
    }
    return items;
  }

  private static @Nullable Object item(@Nullable Object item) {
    return switch (item) {
      case null -> null;
      case Object[] inner -> items(inner);
      case Boolean truth -> truth;
      case Short number -> number.longValue();
      case Integer number -> number.longValue();
      case Long number -> number;
      case Float number -> floating(Double.parseDouble(number.toString()), number.toString());
      case Double number -> floating(number, number.toString());
      case BigDecimal number -> number.toPlainString();
      default -> item.toString();
    };
  }

  private static @Nullable Object json(String column, String text) throws NotGiven {
    try {
      return plain(READER.readValue(text));
    } catch (JacksonException e) {
      throw new NotGiven(
          "The column " + column + " holds JSON that is nested too deep or has a number too long.");
    }
  }

  /** Numbers that no tree holds become text. */
  private static @Nullable Object plain(@Nullable Object node) {
    return switch (node) {
      case BigInteger number ->
          number.bitLength() < Long.SIZE ? (Object) number.longValue() : number.toString();
      case BigDecimal number -> floating(number.doubleValue(), number.toString());
      case List<?> list -> {
        List<@Nullable Object> items = new ArrayList<>();
        list.forEach(item -> items.add(plain(item)));
        yield items;
      }
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        map.forEach((name, value) -> fields.put(String.valueOf(name), plain(value)));
        yield fields;
      }
      case null, default -> node;
    };
  }
}
