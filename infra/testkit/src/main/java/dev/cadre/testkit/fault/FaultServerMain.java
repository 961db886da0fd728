package dev.cadre.testkit.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The fault server as a process of its own; runs until it is killed. */
public final class FaultServerMain {

  private FaultServerMain() {}

  /** Arguments: the file that gets the port, and optionally the port. */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length < 1) {
      throw new IllegalArgumentException("usage: FaultServerMain PORT-FILE [PORT]");
    }
    try (FaultServer server = FaultServer.start(args.length > 1 ? Integer.parseInt(args[1]) : 0)) {
      Files.writeString(Path.of(args[0]), Integer.toString(server.port()));
      new CountDownLatch(1).await();
    }
  }
}
