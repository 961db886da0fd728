package dev.cadre.stores.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What Cadre keeps, where, and how it goes away: every column of every table and every kind of
 * blob. What stands in the schema and not here fails the build.
 *
 * @param entries in the order of the file
 */
public record DataMap(List<Entry> entries) {

  private static final String FILE = "/data-map.csv";
  private static final String BLOB = "blob";

  /**
   * One column, or one kind of blob.
   *
   * @param place {@code schema.table}, or {@code blob}
   * @param field the column, or the kind
   * @param category content, person, credential, key, identifier, digest, state, count, money, time
   *     or label
   * @param subject how the person behind it is found: {@code plan} through the plan's requester, or
   *     the column that names the person; null where it says nothing about a person
   */
  public record Entry(
      String place,
      String field,
      String category,
      @Nullable String subject,
      String purpose,
      String retention,
      String erasure) {

    public boolean blobKind() {
      return place.equals(BLOB);
    }
  }

  public DataMap {
    entries = List.copyOf(entries);
  }

  /** The map that ships with this schema. */
  public static DataMap shipped() {
    try (InputStream in = Objects.requireNonNull(DataMap.class.getResourceAsStream(FILE), FILE)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new DataMap(CsvTable.read(text).stream().map(DataMap::entry).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Entry entry(Map<String, String> row) {
    return new Entry(
        field(row, "place"),
        field(row, "field"),
        field(row, "category"),
        row.get("subject"),
        field(row, "purpose"),
        field(row, "retention"),
        field(row, "erasure"));
  }

  private static String field(Map<String, String> row, String column) {
    return Objects.requireNonNull(row.get(column), () -> column + " is missing in " + row);
  }
}
