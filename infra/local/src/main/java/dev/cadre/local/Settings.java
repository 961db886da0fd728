package dev.cadre.local;

import dev.cadre.parts.process.PartFailure;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The launcher's settings: the environment first, then {@code .cadre/cadre.properties}, then the
 * default.
 *
 * @param values by environment name, such as {@code CADRE_HTTP_PORT}
 */
record Settings(Map<String, String> values) {

  static final String HTTP_PORT = "cadre.http.port";
  static final String WORKER_PORT = "cadre.worker.port";
  static final String POSTGRES_PORT = "cadre.postgres.port";
  static final String TEMPORAL_PORT = "cadre.temporal.port";
  static final String TEMPORAL_UI_PORT = "cadre.temporal.ui-port";
  static final String DEMO_PORT = "cadre.demo.port";

  private static final List<String> KEPT =
      List.of(
          "cadre.temporal.target",
          "cadre.temporal.ui",
          "cadre.temporal.codec-endpoint",
          "cadre.postgres.url");

  private static final Map<String, Integer> PORTS =
      Map.of(
          HTTP_PORT, 8080,
          WORKER_PORT, 8081,
          POSTGRES_PORT, 5433,
          TEMPORAL_PORT, 7233,
          TEMPORAL_UI_PORT, 8233,
          DEMO_PORT, 9000);

  Settings {
    values = Map.copyOf(values);
  }

  /** Reads them all; a missing file is an empty one. */
  static Settings read(Map<String, String> environment, Path file) {
    Map<String, String> values = new HashMap<>();
    if (Files.exists(file)) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        throw new PartFailure(
            file + " cannot be read: " + e.getMessage(), "Correct it or remove it.", e);
      }
      for (String name : properties.stringPropertyNames()) {
        values.put(variable(name), properties.getProperty(name).strip());
      }
    }
    environment.forEach((name, value) -> {
      if (name.startsWith("CADRE_")) {
        values.put(name, value);
      }
    });
    return new Settings(values);
  }

  /** The environment's name of a setting, as Spring names it: dots to underscores, no dashes. */
  static String variable(String setting) {
    return setting.replace('.', '_').replace("-", "").toUpperCase(Locale.ROOT);
  }

  /** A setting's value, if it has one that is not blank. */
  Optional<String> get(String setting) {
    return Optional.ofNullable(values.get(variable(setting))).filter(value -> !value.isBlank());
  }

  /** One of the ports. */
  int port(String setting) {
    Integer fallback = PORTS.get(setting);
    if (fallback == null) {
      throw new IllegalArgumentException(setting + " is no port");
    }
    String text = get(setting).orElse(fallback.toString());
    try {
      int port = Integer.parseInt(text);
      if (port > 0 && port < 65536) {
        return port;
      }
    } catch (NumberFormatException e) {
      // The same answer as for a number out of range.
    }
    throw new PartFailure(
        setting + " is \"" + text + "\", which is no port.",
        "Set " + variable(setting) + " to a number from 1 to 65535.");
  }

  /** A length of time, longer than none, in ISO 8601. */
  Duration duration(String setting, Duration fallback) {
    Optional<String> text = get(setting);
    try {
      Duration duration = text.map(Duration::parse).orElse(fallback);
      if (duration.isPositive()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // The same answer as for a length that is none.
    }
    throw new PartFailure(
        setting + " is \"" + text.orElse("") + "\", which is no length of time.",
        "Set " + variable(setting) + " to one such as PT10S.");
  }

  /** With one value more or other. */
  Settings with(String setting, String value) {
    Map<String, String> more = new HashMap<>(values);
    more.put(variable(setting), value);
    return new Settings(more);
  }

  /** Whether a provider other than the local model was given. */
  boolean namesProvider() {
    return values.keySet().stream()
        .anyMatch(name ->
            name.startsWith("CADRE_PROVIDERS_")
                && !name.startsWith("CADRE_PROVIDERS_LOCAL")
                && (name.endsWith("_APIKEY") || name.endsWith("_BASEURL")));
  }

  /** What `status`, `open` and `down` of another shell need to find a running stack. */
  void save(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String port : new TreeMap<>(PORTS).keySet()) {
      text.append(port).append('=').append(port(port)).append('\n');
    }
    for (String other : KEPT) {
      get(other).ifPresent(v -> text.append(other).append('=').append(v).append('\n'));
    }
    Files.writeString(file, text);
  }
}
