package dev.cadre.activities.tool.query;

import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.workflows.tool.ToolSpec;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a tool's configuration says.
 *
 * @param connection a name in {@link QuerySettings}
 * @param timeout of the whole call
 */
record Query(String tool, String connection, NamedSql sql, int maxRows, Duration timeout) {

  static final Map<String, Object> CONFIGURATION =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of(
              "connection",
              Map.of("type", "string", "minLength", 1),
              "sql",
              Map.of("type", "string", "minLength", 1, "maxLength", 20_000),
              "maxRows",
              Map.of("type", "integer", "minimum", 1, "maximum", Query.MOST_ROWS),
              "timeout",
              Map.of("type", "string")),
          "required",
          List.of("connection", "sql"),
          "additionalProperties",
          false);

  private static final int MOST_ROWS = 1000;
  private static final long ROWS = 100;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /**
   * Reads it; what it says was written by people, so a mistake is told as theirs.
   *
   * @throws ToolFailed when it cannot be run
   */
  static Query of(ToolSpec tool) {
    Map<String, ?> config = tool.config();
    if (!(config.get("connection") instanceof String connection)
        || !(config.get("sql") instanceof String sql)) {
      throw wrong(tool, "needs a connection and its sql");
    }
    return new Query(tool.name(), connection, sql(tool, sql), maxRows(tool), timeout(tool));
  }

  private static NamedSql sql(ToolSpec tool, String text) {
    NamedSql sql;
    try {
      sql = NamedSql.of(text);
    } catch (NamedSql.NotReadable e) {
      throw wrong(tool, "has an sql that " + e.getMessage());
    }
    for (String name : sql.names()) {
      if (!tool.arguments().contains(name)) {
        throw wrong(tool, "uses :" + name + ", which is no argument of the tool");
      }
    }
    return sql;
  }

  private static int maxRows(ToolSpec tool) {
    Object value = tool.config().get("maxRows");
    long rows = value == null ? ROWS : value instanceof Number number ? number.longValue() : 0;
    if (rows < 1 || rows > MOST_ROWS) {
      throw wrong(tool, "must have a maxRows from 1 to " + MOST_ROWS);
    }
    return (int) rows;
  }

  private static Duration timeout(ToolSpec tool) {
    Object value = tool.config().get("timeout");
    if (value == null) {
      return TIMEOUT;
    }
    try {
      Duration timeout = Duration.parse(String.valueOf(value));
      if (timeout.isPositive() && timeout.compareTo(LONGEST) <= 0) {
        return timeout;
      }
    } catch (DateTimeException e) {
      // Told below, as any other time that is none.
    }
    throw wrong(tool, "must have a timeout over zero and up to " + LONGEST + ", such as PT5S");
  }

  private static ToolFailed wrong(ToolSpec tool, String what) {
    return ToolFailed.refused("The configuration of the tool " + tool.name() + " " + what + ".");
  }
}
