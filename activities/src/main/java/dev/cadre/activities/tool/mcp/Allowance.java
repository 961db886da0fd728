package dev.cadre.activities.tool.mcp;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** What one call may take: time, and bytes of all that the server sends meanwhile. */
final class Allowance {

  static final long MOST_BYTES = 4 * 1024 * 1024;

  private final long start = System.nanoTime();
  private final long nanos;
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean sent;

  Allowance(Duration time) {
    this.nanos = time.toNanos();
  }

  /** Waits for a turn of something, within nanoseconds. */
  interface Turn {
    boolean came(long nanos) throws InterruptedException;
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Nanoseconds; 0 when they are over. */
  long left() {
    return Math.max(0, nanos - (System.nanoTime() - start));
  }

  /** Waits as long as there is time; {@code what} is why there was not enough. */
  void await(Turn turn, String what) throws McpFailure {
    try {
      if (!turn.came(left())) {
        throw McpFailure.late(what);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw McpFailure.cancelled();
    }
  }

  void take(long count) throws McpFailure {
    if (bytes.addAndGet(count) > MOST_BYTES) {
      throw McpFailure.tooMuch();
    }
  }

  /** The same stream, which ends with a failure once it has given more than is left. */
  InputStream counted(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        int value = super.read();
        take(value < 0 ? 0 : 1);
        return value;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        take(Math.max(0, count));
        return count;
      }
    };
  }

  /** From now on the tool may have been called. */
  void sending() {
    sent = true;
  }

  /** The server did not take the call. */
  void unsent() {
    sent = false;
  }

  boolean sent() {
    return sent;
  }
}
