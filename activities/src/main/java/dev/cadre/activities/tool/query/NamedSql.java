package dev.cadre.activities.tool.query;

import java.util.List;

/**
 * One statement that reads, as the driver takes it.
 *
 * @param text with {@code ?} for each value, which the driver sends as {@code $1}, {@code $2}, …
 *     and never puts into the text
 * @param names whose value stands there, in their order; one may stand several times
 */
record NamedSql(String text, List<String> names) {

  NamedSql {
    names = List.copyOf(names);
  }

  /** The statement is none that may be run; the message says why, as the end of a sentence. */
  static final class NotReadable extends Exception {

    private static final long serialVersionUID = 1L;

    NotReadable(String message) {
      super(message);
    }
  }

  static NamedSql of(String sql) throws NotReadable {
    return new SqlReader(sql).read();
  }
}
