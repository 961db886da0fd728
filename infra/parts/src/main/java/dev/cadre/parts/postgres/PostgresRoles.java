package dev.cadre.parts.postgres;

import dev.cadre.parts.process.PartFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** The database, its owner and its user; and proof that the server keeps what it acknowledges. */
final class PostgresRoles {

  private static final Map<String, String> MUST_BE =
      Map.of(
          "fsync", "on",
          "synchronous_commit", "on",
          "full_page_writes", "on",
          "log_min_error_statement", "panic",
          "log_error_verbosity", "terse",
          "log_parameter_max_length", "0",
          "log_parameter_max_length_on_error", "0",
          "listen_addresses", "127.0.0.1");

  private PostgresRoles() {}

  /** Makes what is missing and sets the passwords; does nothing new when repeated. */
  static void prepare(PostgresAccess access) throws SQLException {
    try (Connection connection = access.asSuperuser("postgres")) {
      role(connection, PostgresAccess.OWNER, access.ownerPassword());
      role(connection, PostgresAccess.APP, access.appPassword());
      if (!exists(connection, "select 1 from pg_database where datname = 'cadre'")) {
        run(connection, "create database cadre owner cadre_owner");
      }
    }
    try (Connection connection = access.asSuperuser(PostgresAccess.DATABASE)) {
      for (String statement :
          List.of(
              "alter schema public owner to cadre_owner",
              "revoke create on schema public from public",
              "grant usage on schema public to cadre_app",
              "revoke temporary on database cadre from public",
              "grant connect on database cadre to cadre_app")) {
        run(connection, statement);
      }
    }
  }

  /** Refuses a server whose settings could lose or leak what it was given. */
  static void verify(PostgresAccess access) throws SQLException {
    try (Connection connection = access.asSuperuser("postgres")) {
      for (Map.Entry<String, String> setting : MUST_BE.entrySet()) {
        String actual = show(connection, setting.getKey());
        if (!actual.equals(setting.getValue())) {
          throw new PartFailure(
              "PostgreSQL runs with " + setting.getKey() + " = " + actual + ".",
              "It must be " + setting.getValue() + "; remove what sets it otherwise.");
        }
      }
    }
  }

  static String show(Connection connection, String setting) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("show " + setting)) {
      return rows.next() ? rows.getString(1) : "";
    }
  }

  private static void role(Connection connection, String name, String password)
      throws SQLException {
    if (!exists(connection, "select 1 from pg_roles where rolname = '" + name + "'")) {
      run(connection, "create role " + name);
    }
    run(
        connection,
        "alter role "
            + name
            + " login nosuperuser nobypassrls nocreatedb nocreaterole noreplication password '"
            + password.replace("'", "''")
            + "'");
  }

  private static boolean exists(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
