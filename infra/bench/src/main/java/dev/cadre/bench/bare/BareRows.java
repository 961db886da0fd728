package dev.cadre.bench.bare;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Duration;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;

/** The rows of bare activities: one before a call, one after it, each committed by itself. */
public final class BareRows {

  /** Makes the tables; to be run as the database's owner of all. */
  public static final List<String> SCHEMA =
      List.of(
          "create schema if not exists bench",
          """
          create table if not exists bench.call (
            key text primary key, prompt text not null, at timestamptz not null default now())\
          """,
          """
          create table if not exists bench.result (
            key text primary key, answer text not null, at timestamptz not null default now())\
          """,
          "grant usage on schema bench to cadre_app",
          "grant select, insert on all tables in schema bench to cadre_app");

  private static final int CONNECTIONS = 16;
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final DatabaseClient client;

  public BareRows(String url, String user, String password) {
    ConnectionPool pool =
        new ConnectionPool(
            ConnectionPoolConfiguration.builder(
                    ConnectionFactories.get(
                        ConnectionFactoryOptions.parse(url)
                            .mutate()
                            .option(ConnectionFactoryOptions.USER, user)
                            .option(ConnectionFactoryOptions.PASSWORD, password)
                            .build()))
                .initialSize(0)
                .maxSize(CONNECTIONS)
                .build());
    client = DatabaseClient.create(pool);
  }

  void begun(String key, String prompt) {
    insert(
        "insert into bench.call (key, prompt) values ($1, $2) on conflict do nothing", key, prompt);
  }

  void answered(String key, String answer) {
    insert(
        "insert into bench.result (key, answer) values ($1, $2) on conflict do nothing",
        key,
        answer);
  }

  private void insert(String sql, String key, String text) {
    client.sql(sql).bind(0, key).bind(1, text).then().block(PATIENCE);
  }
}
