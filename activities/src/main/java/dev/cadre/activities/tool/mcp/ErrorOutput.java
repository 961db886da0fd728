package dev.cadre.activities.tool.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server writes to its standard error: the first part of each minute goes to the log, the
 * rest is dropped, and too much of it is a failure.
 */
final class ErrorOutput {

  /** Bytes a minute. */
  static final int MOST = 1024 * 1024;

  private static final int LOGGED = 16 * 1024;
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final Logger LOG = LoggerFactory.getLogger(ErrorOutput.class);

  private final String server;
  private final InputStream in;
  private long since = System.nanoTime();
  private int bytes;

  ErrorOutput(String server, InputStream in) {
    this.server = server;
    this.in = in;
  }

  /** Reads to the end. */
  void drain() throws McpFailure {
    byte[] buffer = new byte[4096];
    try {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        take(buffer, count);
      }
    } catch (McpFailure e) {
      throw e;
    } catch (IOException e) {
      // The process is gone.
    }
  }

  private void take(byte[] buffer, int count) throws McpFailure {
    if (System.nanoTime() - since > MINUTE) {
      since = System.nanoTime();
      bytes = 0;
    }
    if (bytes < LOGGED) {
      LOG.info("MCP server {} writes: {}", server, printable(buffer, count));
      if (bytes + count >= LOGGED) {
        LOG.warn("MCP server {} writes more, which is not shown before a minute is over", server);
      }
    }
    bytes += count;
    if (bytes > MOST) {
      throw McpFailure.wrong(
          "wrote more than 1 MiB of errors within a minute and was ended; look at the worker's"
              + " log.");
    }
  }

  /** On one line: what it writes must not look like entries of the log. */
  private static String printable(byte[] buffer, int count) {
    return new String(buffer, 0, count, StandardCharsets.UTF_8)
        .strip()
        .replaceAll("\\R", " | ")
        .replaceAll("\\p{C}", "?");
  }
}
