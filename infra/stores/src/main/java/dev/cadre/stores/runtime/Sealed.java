package dev.cadre.stores.runtime;

import dev.cadre.stores.key.ScopeKey;
import io.r2dbc.spi.Readable;
import org.jspecify.annotations.Nullable;

/** A sealed value as it was read, to be opened when its key is at hand. */
public final class Sealed {

  private final byte[] bytes;

  private Sealed(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Of a column that is not null. */
  public static Sealed in(Readable row, String column) {
    return new Sealed(Columns.bytes(row, column));
  }

  /** Of a nullable column. */
  public static @Nullable Sealed orNull(Readable row, String column) {
    byte[] bytes = row.get(column, byte[].class);
    return bytes == null ? null : new Sealed(bytes);
  }

  /** What was sealed at this place. */
  public byte[] open(ScopeKey key, String place) {
    return key.open(place, bytes);
  }

  /** The text that was sealed at this place. */
  public String text(ScopeKey key, String place) {
    return key.openText(place, bytes);
  }
}
