package dev.cadre.stores.agent;

import dev.cadre.workflows.agent.OutputFormat;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The output formats that ship. */
public final class OutputFormats {

  private static final Map<String, OutputFormat> ALL = byName(CatalogueFiles.formats());

  private OutputFormats() {}

  /** All of them, in the order of their file. */
  public static List<OutputFormat> all() {
    return List.copyOf(ALL.values());
  }

  /** The names of all. */
  public static Set<String> names() {
    return ALL.keySet();
  }

  /** One by its name. */
  public static Optional<OutputFormat> of(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  private static Map<String, OutputFormat> byName(List<OutputFormat> formats) {
    Map<String, OutputFormat> named = new LinkedHashMap<>();
    formats.forEach(format -> named.put(format.name(), format));
    return Collections.unmodifiableMap(named);
  }
}
