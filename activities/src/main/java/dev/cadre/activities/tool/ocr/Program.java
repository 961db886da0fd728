package dev.cadre.activities.tool.ocr;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program that turns its standard input into its standard output. No shell is in between, it gets
 * an environment of its own, and it is gone, with its children, when the call is over.
 */
final class Program {

  static final int MOST_OUTPUT = 1024 * 1024;

  /** It gave no output that counts. */
  static final class NoOutput extends Exception {

    private static final long serialVersionUID = 1L;

    private final Why why;

    NoOutput(Why why) {
      super(why.name());
      this.why = why;
    }

    Why why() {
      return why;
    }
  }

  /** Why there is none. */
  enum Why {
    LATE,
    TOO_MUCH,
    FAILED
  }

  private final Process process;
  private final long end;

  private Program(Process process, Duration most) {
    this.process = process;
    this.end = System.nanoTime() + most.toNanos();
  }

  /**
   * Runs it to its end.
   *
   * @throws IOException when it cannot be started
   */
  static byte[] output(
      List<String> command, Map<String, String> environment, byte[] input, Duration most)
      throws IOException, InterruptedException, NoOutput {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Program program = new Program(builder.start(), most);
    try {
      return program.output(input);
    } finally {
      program.end();
    }
  }

  private byte[] output(byte[] input) throws InterruptedException, NoOutput {
    FutureTask<byte[]> reading = new FutureTask<>(this::read);
    daemon(() -> write(input));
    daemon(reading);
    try {
      byte[] output = reading.get(left(), TimeUnit.NANOSECONDS);
      if (output.length > MOST_OUTPUT) {
        throw new NoOutput(Why.TOO_MUCH);
      }
      if (!process.waitFor(left(), TimeUnit.NANOSECONDS)) {
        throw new NoOutput(Why.LATE);
      }
      if (process.exitValue() != 0) {
        throw new NoOutput(Why.FAILED);
      }
      return output;
    } catch (TimeoutException e) {
      throw new NoOutput(Why.LATE);
    } catch (ExecutionException e) {
      throw new NoOutput(Why.FAILED);
    }
  }

  /** Pipes block, so they have threads of the platform: a virtual one would hold its carrier. */
  private static void daemon(Runnable work) {
    Thread.ofPlatform().daemon().name("tool-program").start(work);
  }

  private long left() {
    return Math.max(0, end - System.nanoTime());
  }

  private byte[] read() throws IOException {
    try (InputStream in = process.getInputStream()) {
      return in.readNBytes(MOST_OUTPUT + 1);
    }
  }

  private void write(byte[] input) {
    try (OutputStream out = process.getOutputStream()) {
      out.write(input);
    } catch (IOException e) {
      // It ended before it had read all; its exit says whether that was well.
    }
  }

  /** Children first: those of a process that is gone are found no more. */
  private void end() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
