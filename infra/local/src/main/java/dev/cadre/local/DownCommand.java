package dev.cadre.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stops the stack; what it stored stays. */
@Command(
    name = "down",
    description = "Stop everything; plans and data stay.",
    mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {

  private final StateFolder state;
  private final PrintWriter out;

  DownCommand(StateFolder state, PrintWriter out) {
    this.state = state;
    this.out = out;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    boolean ran = new Launch(state, out::println).down();
    out.println(ran ? "stopped" : "nothing was running");
    return 0;
  }
}
