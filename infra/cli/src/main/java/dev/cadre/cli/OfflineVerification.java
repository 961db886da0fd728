package dev.cadre.cli;

import dev.cadre.workflows.audit.AuditReport;
import dev.cadre.workflows.audit.AuditVerifier;
import dev.cadre.workflows.audit.VerificationKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Verifies lines of an export against heads and keys of files; needs no server. */
final class OfflineVerification implements AutoCloseable {

  /** A field that stands twice would be one thing to the verifier and another to a reader. */
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private record KeyList(List<Map<String, Object>> items) {}

  private final @Nullable BufferedReader heads;
  private final AuditVerifier verifier;

  /**
   * Opens the files.
   *
   * @param heads lines of heads; null where none were kept
   * @param keys as {@code audit keys} prints them; null trusts those of the export
   */
  OfflineVerification(@Nullable Path heads, @Nullable Path keys) throws IOException {
    List<VerificationKey> trusted = keys == null ? List.of() : keys(keys);
    this.heads = heads == null ? null : Files.newBufferedReader(heads);
    this.verifier = new AuditVerifier(trusted, objects(this.heads));
  }

  private static List<VerificationKey> keys(Path file) throws IOException {
    List<VerificationKey> keys = new ArrayList<>();
    try {
      for (Map<String, Object> item :
          STRICT.readValue(Files.readAllBytes(file), KeyList.class).items()) {
        keys.add(VerificationKey.read(item));
      }
    } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
      throw new IOException(file + " holds no keys as `audit keys` prints them", e);
    }
    if (keys.isEmpty()) {
      throw new IOException(file + " holds no key");
    }
    return keys;
  }

  private static Iterator<Map<String, Object>> objects(@Nullable BufferedReader lines) {
    return lines == null
        ? Collections.emptyIterator()
        : lines.lines().map(OfflineVerification::object).iterator();
  }

  /** Empty when the line is no JSON object. */
  private static Map<String, Object> object(String line) {
    try {
      Map<String, Object> object = STRICT.readValue(line, OBJECT);
      return object == null ? Map.of() : object;
    } catch (JacksonException e) {
      return Map.of();
    }
  }

  /** Takes a line of the export. */
  void line(String line) {
    Map<String, Object> object = object(line);
    if (object.isEmpty()) {
      verifier.unreadable();
    } else {
      verifier.line(object);
    }
  }

  /** Takes all lines of a file. */
  void file(Path file) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      lines.lines().forEach(this::line);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  AuditReport report() throws IOException {
    try {
      return verifier.report();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public void close() throws IOException {
    if (heads != null) {
      heads.close();
    }
  }
}
