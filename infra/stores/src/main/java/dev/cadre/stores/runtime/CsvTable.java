package dev.cadre.stores.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows of RFC 4180 text with a header line; fields do not span lines. */
public final class CsvTable {

  private CsvTable() {}

  /**
   * Each row as column to field; an empty field is absent.
   *
   * @throws IllegalArgumentException when a row has not as many fields as the header
   */
  public static List<Map<String, String>> read(String text) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    List<String> header = fields(lines.getFirst());
    return lines.stream().skip(1).map(line -> row(header, line)).toList();
  }

  private static Map<String, String> row(List<String> header, String line) {
    List<String> fields = fields(line);
    if (fields.size() != header.size()) {
      throw new IllegalArgumentException("not " + header.size() + " fields: " + line);
    }
    Map<String, String> row = new HashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      if (!fields.get(i).isEmpty()) {
        row.put(header.get(i), fields.get(i));
      }
    }
    return row;
  }

  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
          field.append('"');
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
