package dev.cadre.activities.tool.mcp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The messages in a stream of server-sent events; how much of it is read is bounded by others. */
final class SseEvents {

  private final InputStream in;
  private boolean returned;

  SseEvents(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  /** The data of the next event of the type {@code message} that has some; null at the end. */
  byte @Nullable [] next() throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    boolean message = true;
    for (byte[] line = line(); line != null; line = line()) {
      if (line.length == 0) {
        if (message && data.size() > 0) {
          return data.toByteArray();
        }
        data.reset();
        message = true;
      } else if (field(line, "data")) {
        if (data.size() > 0) {
          data.write('\n');
        }
        value(line, data);
      } else if (field(line, "event")) {
        ByteArrayOutputStream type = new ByteArrayOutputStream();
        value(line, type);
        message = type.size() == 0 || type.toString(StandardCharsets.UTF_8).equals("message");
      }
    }
    return null;
  }

  private static boolean field(byte[] line, String name) {
    int length = name.length();
    return line.length >= length
        && new String(line, 0, length, StandardCharsets.ISO_8859_1).equals(name)
        && (line.length == length || line[length] == ':');
  }

  private static void value(byte[] line, ByteArrayOutputStream to) {
    int start = 0;
    while (start < line.length && line[start] != ':') {
      start++;
    }
    start++;
    if (start < line.length && line[start] == ' ') {
      start++;
    }
    if (start < line.length) {
      to.write(line, start, line.length - start);
    }
  }

  /** Ends with LF, CR or both; a last line without an end is none. */
  private byte @Nullable [] line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int value = in.read(); value >= 0; value = in.read()) {
      boolean second = returned && value == '\n';
      returned = value == '\r';
      if (second) {
        continue;
      }
      if (value == '\n' || value == '\r') {
        return line.toByteArray();
      }
      line.write(value);
    }
    return null;
  }
}
