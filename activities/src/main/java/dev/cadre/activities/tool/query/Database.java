package dev.cadre.activities.tool.query;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A few connections to one database, kept for the next query; each was checked when it was made.
 */
final class Database implements AutoCloseable {

  private static final int CONNECTIONS = 4;
  private static final int CONNECT_SECONDS = 5;

  /** Longer than any query may take: for a server that vanished without a word. */
  private static final int SOCKET_SECONDS = 40;

  /** Then a new one is made, and its role checked anew: rights change. */
  private static final Duration LIFE = Duration.ofMinutes(10);

  private final String url;
  private final Properties properties;
  private final Semaphore places = new Semaphore(CONNECTIONS, true);
  private final Deque<Lease> idle = new ConcurrentLinkedDeque<>();

  /** The role can do more than read. */
  static final class HarmfulRole extends Exception {

    private static final long serialVersionUID = 1L;

    HarmfulRole(String reason) {
      super(reason);
    }
  }

  /** All connections are in use. */
  static final class Busy extends Exception {

    private static final long serialVersionUID = 1L;

    Busy() {
      super("busy");
    }
  }

  /** A connection that is in use by one query. */
  final class Lease implements AutoCloseable {

    private final Connection connection;
    private final long born = System.nanoTime();
    private volatile boolean usable;

    private Lease(Connection connection) {
      this.connection = connection;
    }

    Connection connection() {
      return connection;
    }

    /** It stands as it did before, so it may be used again. */
    void clean() {
      usable = true;
    }

    private boolean fresh() throws SQLException {
      usable = false;
      return System.nanoTime() - born < LIFE.toNanos() && connection.isValid(CONNECT_SECONDS);
    }

    @Override
    public void close() {
      if (usable) {
        idle.push(this);
      } else {
        end(connection);
      }
      places.release();
    }
  }

  Database(QuerySettings.Connection settings) {
    DatabaseUrl address = DatabaseUrl.of(settings.url());
    url = address.jdbc();
    properties = properties(settings, address);
  }

  private static Properties properties(QuerySettings.Connection settings, DatabaseUrl url) {
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "user", settings.user(),
            "password", Objects.requireNonNullElse(settings.password(), ""),
            "ApplicationName", "cadre-tool",
            "connectTimeout", String.valueOf(CONNECT_SECONDS),
            "loginTimeout", String.valueOf(CONNECT_SECONDS),
            "socketTimeout", String.valueOf(SOCKET_SECONDS),
            "tcpKeepAlive", "true"));
    properties.putAll(
        Map.of(
            // Values travel beside the statement, never in it, and without a type of their own.
            "preferQueryMode", "extended",
            "stringtype", "unspecified",
            "binaryTransfer", "false",
            // A pooler in between knows no prepared statements.
            "prepareThreshold", "0",
            // A larger row is refused by its length, before there is memory for it.
            "maxResultBuffer", String.valueOf(QueryRows.MOST_BYTES),
            "socketFactory", BoundedSockets.class.getName()));
    properties.putAll(url.encryption());
    return properties;
  }

  /** Waits for a place, then takes a connection that is there or makes one. */
  Lease lease(Duration most) throws SQLException, InterruptedException, HarmfulRole, Busy {
    if (!places.tryAcquire(most.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new Busy();
    }
    Lease lease = null;
    try {
      lease = kept();
      lease = lease == null ? new Lease(connected()) : lease;
      return lease;
    } finally {
      if (lease == null) {
        places.release();
      }
    }
  }

  private @Nullable Lease kept() throws SQLException {
    for (Lease lease = idle.poll(); lease != null; lease = idle.poll()) {
      if (lease.fresh()) {
        return lease;
      }
      end(lease.connection());
    }
    return null;
  }

  private Connection connected() throws SQLException, HarmfulRole {
    Connection connection = DriverManager.getConnection(url, properties);
    boolean harmless = false;
    try (Statement statement = connection.createStatement()) {
      // For whatever would end a transaction: the next one reads only, too.
      statement.execute("set session characteristics as transaction read only");
      Optional<String> objection = HarmlessRole.objection(connection);
      harmless = objection.isEmpty();
      if (!harmless) {
        throw new HarmfulRole(objection.orElseThrow());
      }
      return connection;
    } finally {
      if (!harmless) {
        end(connection);
      }
    }
  }

  /** Without a word to the server, which might not listen. */
  static void end(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is of no use any more, which is all that was wanted.
    }
  }

  @Override
  public void close() {
    for (Lease lease = idle.poll(); lease != null; lease = idle.poll()) {
      end(lease.connection());
    }
  }
}
