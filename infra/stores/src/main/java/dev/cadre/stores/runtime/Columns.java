package dev.cadre.stores.runtime;

import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads columns that are {@code not null} as such; each throws when the column is null after all.
 */
public final class Columns {

  private Columns() {}

  public static String text(Readable row, String column) {
    return get(row, column, String.class);
  }

  public static int number(Readable row, String column) {
    return get(row, column, Integer.class);
  }

  public static long count(Readable row, String column) {
    return get(row, column, Long.class);
  }

  public static boolean flag(Readable row, String column) {
    return get(row, column, Boolean.class);
  }

  public static UUID uuid(Readable row, String column) {
    return get(row, column, UUID.class);
  }

  public static byte[] bytes(Readable row, String column) {
    return get(row, column, byte[].class);
  }

  public static BigDecimal money(Readable row, String column) {
    return get(row, column, BigDecimal.class);
  }

  public static Instant instant(Readable row, String column) {
    return get(row, column, OffsetDateTime.class).toInstant();
  }

  public static String[] texts(Readable row, String column) {
    return get(row, column, String[].class);
  }

  /** A nullable time. */
  public static @Nullable Instant instantOrNull(Readable row, String column) {
    OffsetDateTime value = row.get(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  private static <T> T get(Readable row, String column, Class<T> type) {
    return Objects.requireNonNull(row.get(column, type), column);
  }
}
