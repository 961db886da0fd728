package dev.cadre.activities.tool.query;

import dev.cadre.parts.postgres.PostgresServer;
import dev.cadre.parts.postgres.TemporaryPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A company's database beside Cadre's, with a role that reads and several that can do more. */
final class ShopDatabase {

  private static @Nullable ShopDatabase one;

  static final String PASSWORD = "reader's \"pass\" word";

  private static final List<String> ROLES =
      List.of(
          "reader",
          "boss superuser",
          "blind bypassrls",
          "maker createdb",
          "owner_itself",
          "heir noinherit",
          "creator",
          "filer");

  private static final List<String> TABLES =
      List.of(
          "create schema shop",
          "create table shop.customers (id int primary key, tax_id text, name text, due date)",
          "insert into shop.customers values (1, 'PL1', 'Ann', '2026-01-31'),"
              + " (2, 'PL2', 'Bob', null), (3, 'x'' or ''1''=''1', 'Eve', null)",
          "create schema payroll",
          "create table payroll.salaries (amount int)",
          "create function shop.rename() returns int language sql security definer as"
              + " $$ update shop.customers set name = 'gone' returning 1 $$",
          "create table shop.mine (a int)",
          "alter table shop.mine owner to owner_itself",
          "grant owner_itself to heir",
          "grant usage, create on schema shop to creator",
          "grant pg_read_server_files to filer",
          "grant usage on schema shop to reader",
          "grant all on shop.customers to reader");

  final TemporaryPostgres server = PostgresServer.temporary();

  private ShopDatabase() throws SQLException {
    try (Connection connection = server.access().asSuperuser("postgres")) {
      run(connection, "create database shop");
    }
    try (Connection connection = server.access().asSuperuser("shop")) {
      for (String role : ROLES) {
        run(
            connection,
            "create role " + role + " login password '" + PASSWORD.replace("'", "''") + "'");
      }
      for (String statement : TABLES) {
        run(connection, statement);
      }
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A connection of each role, by its name. */
  QuerySettings settings() {
    Map<String, QuerySettings.Connection> connections = new HashMap<>();
    for (String role : ROLES) {
      String name = role.split(" ")[0];
      connections.put(name, new QuerySettings.Connection(url(), name, PASSWORD));
    }
    return new QuerySettings(connections);
  }

  String url() {
    return "r2dbc:postgresql://127.0.0.1:" + server.access().port() + "/shop";
  }

  /** A value by SQL, as the superuser. */
  String read(String sql) throws SQLException {
    try (Connection connection = server.access().asSuperuser("shop");
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() ? String.valueOf(rows.getObject(1)) : "";
    }
  }

  /** Does something as the superuser. */
  void run(String sql) throws SQLException {
    try (Connection connection = server.access().asSuperuser("shop")) {
      run(connection, sql);
    }
  }

  /** The one of this JVM, with which it ends. */
  static ShopDatabase one() {
    try {
      one = one == null ? new ShopDatabase() : one;
      return one;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
