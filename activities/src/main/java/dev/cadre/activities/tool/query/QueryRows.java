package dev.cadre.activities.tool.query;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a tree of what a query gives: {@code {rows: [{column: value}], truncated}}. */
final class QueryRows {

  /** Of the answer; the driver is told the same limit, so that no larger row is ever in memory. */
  static final int MOST_BYTES = 1024 * 1024;

  private final ResultSet result;
  private final Map<String, String> columns = new LinkedHashMap<>();
  private long bytes;

  /** The answer is none that a tool gives; the message says why and what to do, a sentence. */
  static final class NotGiven extends Exception {

    private static final long serialVersionUID = 1L;

    NotGiven(String message) {
      super(message);
    }
  }

  private QueryRows(ResultSet result) throws SQLException, NotGiven {
    this.result = result;
    ResultSetMetaData meta = result.getMetaData();
    for (int i = 1; i <= meta.getColumnCount(); i++) {
      String name = meta.getColumnLabel(i);
      if (columns.putIfAbsent(name, meta.getColumnTypeName(i)) != null) {
        throw new NotGiven("Two columns are called " + name + "; name one otherwise with as.");
      }
      QueryValue.check(name, meta.getColumnTypeName(i));
    }
  }

  /**
   * @param maxRows that are given; the result may hold one more, which says that there are more
   */
  static Map<String, Object> read(ResultSet result, int maxRows) throws SQLException, NotGiven {
    return new QueryRows(result).output(maxRows);
  }

  private Map<String, Object> output(int maxRows) throws SQLException, NotGiven {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    boolean more = result.next();
    while (more && rows.size() < maxRows) {
      rows.add(row());
      more = result.next();
    }
    return Map.of("rows", rows, "truncated", more);
  }

  private Map<String, @Nullable Object> row() throws SQLException, NotGiven {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    int i = 0;
    for (Map.Entry<String, String> column : columns.entrySet()) {
      String text = result.getString(++i);
      count(column.getKey());
      if (text == null) {
        row.put(column.getKey(), null);
        continue;
      }
      count(text);
      row.put(column.getKey(), QueryValue.of(result, i, column.getKey(), column.getValue(), text));
    }
    return row;
  }

  /** With what JSON puts around it. */
  private void count(String text) throws NotGiven {
    bytes += text.getBytes(StandardCharsets.UTF_8).length + 3;
    if (bytes > MOST_BYTES) {
      throw tooLarge();
    }
  }

  static NotGiven tooLarge() {
    return new NotGiven(
        "The answer is over 1 MiB; select fewer or shorter columns, or set a smaller maxRows.");
  }
}
