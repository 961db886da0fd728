package dev.cadre.stores.audit;

import dev.cadre.stores.runtime.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The lines of a file of heads, one after the other; one that is no JSON object is an empty map.
 */
final class HeadLines implements Iterator<Map<String, Object>>, AutoCloseable {

  private final BufferedReader reader;
  private long left;
  private @Nullable String line;

  private HeadLines(Reader reader, long length) {
    this.reader = new BufferedReader(reader);
    this.left = length;
  }

  static HeadLines none() {
    return new HeadLines(Reader.nullReader(), 0);
  }

  /**
   * Of a file.
   *
   * @param length where its whole lines end
   */
  static HeadLines of(Path file, long length) throws IOException {
    // A character a byte, so that the length can be counted.
    return new HeadLines(Files.newBufferedReader(file, StandardCharsets.ISO_8859_1), length);
  }

  @Override
  public boolean hasNext() {
    if (line == null && left > 0) {
      line = read();
    }
    return line != null;
  }

  private @Nullable String read() {
    try {
      @Nullable String read = reader.readLine();
      left -= read == null ? left : read.length() + 1L;
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Map<String, Object> next() {
    String next = hasNext() ? line : null;
    if (next == null) {
      throw new NoSuchElementException();
    }
    line = null;
    try {
      return Json.object(next.getBytes(StandardCharsets.ISO_8859_1));
    } catch (JacksonException e) {
      return Map.of();
    }
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
