package dev.cadre.activities.tool.query;

import dev.cadre.activities.tool.query.QueryRows.NotGiven;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * One query in a transaction of its own, which can only read and is rolled back in any case. Runs
 * on a thread of its own, so that who waits for it can {@link #stop} it.
 */
final class QueryRun implements Callable<Map<String, Object>> {

  private static final Duration LOCK = Duration.ofSeconds(2);
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final Database database;
  private final Query query;
  private final QueryValues values;
  private final Duration most;
  private final long start = System.nanoTime();
  private Database.@Nullable Lease lease;
  private volatile @Nullable Statement running;
  private boolean stopped;

  /**
   * @param most time for all of it
   */
  QueryRun(Database database, Query query, QueryValues values, Duration most) {
    this.database = database;
    this.query = query;
    this.values = values;
    this.most = most;
  }

  @Override
  public Map<String, Object> call() throws Exception {
    try (Database.Lease taken = database.lease(left())) {
      begin(taken);
      try {
        return read(taken.connection());
      } catch (Error e) {
        spoil();
        throw e;
      } finally {
        end(taken);
      }
    }
  }

  private synchronized void begin(Database.Lease taken) throws InterruptedException {
    if (stopped) {
      throw new InterruptedException();
    }
    lease = taken;
  }

  /** It broke within a message, so that nothing more can be said on its connection. */
  private synchronized void spoil() {
    stopped = true;
  }

  private Duration left() {
    return most.minusNanos(System.nanoTime() - start);
  }

  private Map<String, Object> read(Connection connection) throws SQLException, NotGiven {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(limits());
    }
    try (PreparedStatement statement = connection.prepareStatement(query.sql().text())) {
      running = statement;
      int place = 0;
      for (String text : values.texts()) {
        statement.setString(++place, text);
      }
      statement.setMaxRows(query.maxRows() + 1);
      try (ResultSet result = statement.executeQuery()) {
        return QueryRows.read(result, query.maxRows());
      }
    }
  }

  /** For this transaction: what it may do and for how long, and how its values are written. */
  private String limits() {
    long millis = Math.max(1, left().toMillis());
    return """
    set transaction read only;
    set local statement_timeout = %d;
    set local lock_timeout = %d;
    set local idle_in_transaction_session_timeout = %d;
    set local standard_conforming_strings = on;
    set local client_min_messages = error;
    set local timezone = 'UTC';
    set local intervalstyle = iso_8601
    """
        .formatted(millis, Math.min(millis, LOCK.toMillis()), millis + IDLE.toMillis());
  }

  /** A connection that cannot be cleaned is closed by its lease. */
  private synchronized void end(Database.Lease taken) {
    lease = null;
    if (stopped) {
      return;
    }
    try {
      Connection connection = taken.connection();
      connection.rollback();
      connection.setAutoCommit(true);
      try (Statement statement = connection.createStatement()) {
        // The one thing that a query may take and a rollback leaves.
        statement.execute("select pg_catalog.pg_advisory_unlock_all()");
      }
      taken.clean();
    } catch (SQLException e) {
      // What the query itself gave or threw stands.
    }
  }

  /** Ends it on the server too; its connection is not used again. */
  synchronized void stop() {
    stopped = true;
    if (lease == null) {
      return;
    }
    Statement statement = running;
    try {
      if (statement != null) {
        statement.cancel();
      }
    } catch (SQLException e) {
      // Its own limit of time ends it there.
    }
    Database.end(lease.connection());
  }
}
