package dev.cadre.e2e;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** PostgreSQL behind the API's back, with every right. */
final class Rows {

  private Rows() {}

  /** The one number that a statement gives. */
  static long number(Stack stack, String sql) {
    try (Connection connection = stack.postgres().asSuperuser("cadre");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      if (!row.next()) {
        throw new AssertionError("no row: " + sql);
      }
      return row.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }
}
