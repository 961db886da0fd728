package dev.cadre.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files under {@code examples/}, with the fault server in place of the demo's endpoint. */
final class SamplePlan {

  private SamplePlan() {}

  static Path examples() {
    return Stack.project().resolve("examples");
  }

  /** An example's text. */
  static String read(Stack stack, Path file) {
    try {
      return Files.readString(file).replace("http://127.0.0.1:9000", stack.origin());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The plan of {@code ./cadre demo}.
   *
   * @param path what it publishes to, so that its posts can be told from those of others
   * @param mark a word added to the notes
   */
  static String with(Stack stack, String path, String mark) {
    return read(stack, examples().resolve("launch-post.yaml"))
        .replace("/posts", path)
        .replace("Aurora is an electric kettle", mark + " Aurora is an electric kettle");
  }
}
