package dev.cadre.activities.tool.mcp;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A session with a child process, over its standard input and output. Three threads of its own read
 * and write: a pipe that is full or empty holds its thread, which no caller could leave.
 */
final class StdioWire implements Wire {

  private static final int OUTBOX = 1_000;
  private static final byte[] END = {};

  private final String server;
  private final Process process;
  private final ProcessTree tree;
  private final Waiting waiting = new Waiting();
  private final BlockingQueue<byte[]> outbox = new ArrayBlockingQueue<>(OUTBOX);
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private final Thread writer;
  private final Thread reader;

  private StdioWire(String server, Process process, ProcessTree tree) {
    this.server = server;
    this.process = process;
    this.tree = tree;
    this.writer = thread("in", this::write);
    this.reader = thread("out", this::read);
  }

  /** Starts the process, with nothing of this worker's environment. */
  static StdioWire start(String server, McpSettings.Server settings) throws McpFailure {
    ProcessTree tree = new ProcessTree();
    ProcessBuilder builder = new ProcessBuilder(settings.arguments());
    builder.environment().clear();
    builder.environment().putAll(settings.variables());
    builder.environment().put(ProcessTree.VARIABLE, tree.mark());
    try {
      StdioWire wire = new StdioWire(server, builder.start(), tree);
      wire.begin();
      return wire;
    } catch (IOException e) {
      throw McpFailure.no(
          "cannot be started; look whether its command in the worker's settings is a program here.");
    }
  }

  private void begin() {
    writer.start();
    reader.start();
    thread("err", this::readErrors).start();
    // What it leaves behind may hold its output open, so the end of that is not waited for.
    var _ = process.onExit().thenRunAsync(this::left, task -> thread("exit", task).start());
  }

  private Thread thread(String name, Runnable task) {
    return Thread.ofPlatform().daemon().name("mcp-" + server + "-" + name).unstarted(task);
  }

  private void read() {
    try {
      StdioLines lines = new StdioLines(process.getInputStream());
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        if (line.length > 0 && !closing.get()) {
          receive(line);
        }
      }
      exited();
    } catch (McpFailure e) {
      end(e);
    } catch (IOException e) {
      exited();
    }
  }

  private void receive(byte[] line) throws McpFailure {
    switch (Message.read(line)) {
      case Message.Answer answer -> waiting.answered(answer, line.length);
      case Message.Ask ask -> {
        waiting.charge(line.length);
        if (!outbox.offer(Message.reply(ask))) {
          throw McpFailure.wrong("asks the client more than it reads the answers of; look at it.");
        }
      }
      case Message.Note _ -> waiting.charge(line.length);
    }
  }

  private void readErrors() {
    try {
      new ErrorOutput(server, process.getErrorStream()).drain();
    } catch (McpFailure e) {
      end(e);
    }
  }

  private void write() {
    try (OutputStream out = process.getOutputStream()) {
      for (byte[] message = outbox.take(); message.length > 0; message = outbox.take()) {
        out.write(message);
        out.write('\n');
        out.flush();
      }
    } catch (IOException e) {
      // The process is gone, or closed its input; who waits for an answer is told by its end.
    } catch (InterruptedException e) {
      // All is over.
    }
  }

  /** What it wrote last is read first. */
  private void left() {
    try {
      boolean _ = reader.join(Duration.ofSeconds(1));
      exited();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void exited() {
    try {
      boolean over = process.waitFor(200, TimeUnit.MILLISECONDS);
      end(
          McpFailure.broken(
              (over ? "ended with the status " + process.exitValue() : "closed its output")
                  + " instead of an answer; look at the worker's log."));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(McpFailure why) {
    waiting.end(why);
    var _ = close();
  }

  @Override
  public Map<String, ?> ask(String method, Map<String, ?> params, Allowance allowance)
      throws McpFailure {
    Waiting.Place place = waiting.place(allowance);
    try {
      send(Message.request(place.id(), method, params));
      return Message.result(place.answer(method), place.id());
    } catch (McpFailure e) {
      if (e.givenUp() && !method.equals("initialize")) {
        var _ =
            outbox.offer(
                Message.notification("notifications/cancelled", Map.of("requestId", place.id())));
      }
      throw e;
    } finally {
      waiting.leave(place);
    }
  }

  @Override
  public void tell(String method, Map<String, ?> params, Allowance allowance) throws McpFailure {
    send(Message.notification(method, params));
  }

  private void send(byte[] message) throws McpFailure {
    if (!outbox.offer(message)) {
      throw McpFailure.broken("does not read what it is sent; look at the server.");
    }
  }

  @Override
  public void agreed(String revision) {
    // Messages are the same in all revisions.
  }

  @Override
  public boolean alive() {
    return !closing.get() && process.isAlive();
  }

  @Override
  public CompletableFuture<Void> close() {
    if (closing.compareAndSet(false, true)) {
      waiting.end(McpFailure.broken("was ended, because another call to it failed."));
      boolean _ = outbox.offer(END);
      thread("end", this::kill).start();
    }
    return gone;
  }

  private void kill() {
    try {
      tree.end(process);
    } catch (InterruptedException e) {
      process.destroyForcibly();
    } finally {
      writer.interrupt();
      gone.complete(null);
    }
  }
}
