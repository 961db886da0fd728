package dev.cadre.activities.tool.mcp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Lines of bytes, none longer than a call may take. */
final class StdioLines {

  private final InputStream in;
  private final byte[] buffer = new byte[8192];
  private int next;
  private int end;

  StdioLines(InputStream in) {
    this.in = in;
  }

  /** The next line without its end; null when there is no more. */
  byte @Nullable [] next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      if (next == end) {
        next = 0;
        end = in.read(buffer);
        if (end < 0) {
          end = 0;
          return null;
        }
      }
      int stop = next;
      while (stop < end && buffer[stop] != '\n') {
        stop++;
      }
      line.write(buffer, next, stop - next);
      if (line.size() > Allowance.MOST_BYTES) {
        throw McpFailure.tooMuch();
      }
      boolean whole = stop < end;
      next = whole ? stop + 1 : stop;
      if (whole) {
        return line.toByteArray();
      }
    }
  }
}
