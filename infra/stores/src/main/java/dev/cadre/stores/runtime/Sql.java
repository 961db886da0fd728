package dev.cadre.stores.runtime;

import io.r2dbc.spi.Parameters;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;

/** Statements with their values in the order of {@code $1, $2 …}. */
public final class Sql {

  private Sql() {}

  /** A statement; a value that may be null is given by {@link #orNull}. */
  public static DatabaseClient.GenericExecuteSpec of(
      DatabaseClient client, String sql, Object... values) {
    DatabaseClient.GenericExecuteSpec statement = client.sql(sql);
    for (int i = 0; i < values.length; i++) {
      statement = statement.bind(i, values[i]);
    }
    return statement;
  }

  /** A value, or SQL's null of its type. */
  public static Object orNull(@Nullable Object value, Class<?> type) {
    return value == null ? Parameters.in(type) : value;
  }

  /** A time as PostgreSQL takes it. */
  public static OffsetDateTime time(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  /** A time that may be null. */
  public static Object timeOrNull(@Nullable Instant at) {
    return orNull(at == null ? null : time(at), OffsetDateTime.class);
  }
}
