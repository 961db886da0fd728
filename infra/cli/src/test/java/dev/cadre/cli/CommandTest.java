package dev.cadre.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Commands before an API that answers as it was told. */
abstract class CommandTest {

  @TempDir Path state;
  FakeApi api;

  @BeforeEach
  final void listens() throws IOException {
    api = new FakeApi(state);
  }

  @AfterEach
  final void closes() {
    api.close();
  }
}
