package dev.cadre.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Starts the stack and leaves it running. */
@Command(
    name = "up",
    description = "Start everything; returns when all is ready and leaves it running.",
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

  private final StateFolder state;
  private final PrintWriter out;

  UpCommand(StateFolder state, PrintWriter out) {
    this.state = state;
    this.out = out;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings = Settings.read(System.getenv(), state.settings());
    Stack stack = new Launch(state, out::println).up(settings);
    Addresses addresses = new Addresses(state, stack.settings(), out);
    addresses.print();
    addresses.linkIfAny();
    addresses.clearText();
    return 0;
  }
}
