package dev.cadre.bench.runtime;

import dev.cadre.bench.bare.BareRows;
import dev.cadre.parts.postgres.PostgresAccess;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What is read from PostgreSQL past all policies, and the bare side's tables in it. */
public final class Databases {

  private final PostgresAccess access;

  Databases(PostgresAccess access) {
    this.access = access;
  }

  void makeBareTables() {
    try (Connection connection = access.asSuperuser(PostgresAccess.DATABASE);
        Statement statement = connection.createStatement()) {
      for (String sql : BareRows.SCHEMA) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Bytes of the tables, with their indexes, of Cadre's and the bare side's database. */
  public long storeBytes() {
    return number("select pg_database_size('cadre')");
  }

  /** Bytes of both of Temporal's databases; zero where it stores elsewhere. */
  public long temporalBytes() {
    return number(
        "select coalesce(sum(pg_database_size(datname)), 0)::bigint from pg_database"
            + " where datname like 'temporal%'");
  }

  /** How many gates are open. */
  public long openGates() {
    return number("select count(*) from gate where status = 'OPEN'");
  }

  /** How many bare runs have made their first call and not yet their second. */
  public long bareAtGates() {
    return number(
        """
        select count(*) filter (where key like '%/s1') - count(*) filter (where key like '%/s2')
        from bench.result\
        """);
  }

  /** How many answers bare activities have committed. */
  public long bareAnswers() {
    return number("select count(*) from bench.result");
  }

  /** How many attempts of Cadre's have committed. */
  public long settledAttempts() {
    return number("select count(*) from attempt where state = 'SETTLED'");
  }

  private long number(String sql) {
    try (Connection connection = access.asSuperuser(PostgresAccess.DATABASE);
        PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
