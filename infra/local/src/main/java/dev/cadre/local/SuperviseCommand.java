package dev.cadre.local;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What {@code up} leaves running. */
@Command(name = "supervise", hidden = true)
final class SuperviseCommand implements Callable<Integer> {

  private final StateFolder state;

  SuperviseCommand(StateFolder state) {
    this.state = state;
  }

  @Override
  public Integer call() throws IOException {
    Settings settings = Settings.read(System.getenv(), state.settings());
    try {
      new Supervision(state, Stack.of(state, settings, Supervision.log())).run();
    } catch (InterruptedException e) {
      // The orderly end: the hook that interrupts us stops the parts.
      Thread.currentThread().interrupt();
    }
    return 0;
  }
}
