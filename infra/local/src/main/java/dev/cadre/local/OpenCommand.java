package dev.cadre.local;

import dev.cadre.cli.Door;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints where to look, and a new link that signs a browser in. */
@Command(
    name = "open",
    description = "Print a new sign-in link for a browser (works once), and the addresses.",
    mixinStandardHelpOptions = true)
final class OpenCommand implements Callable<Integer> {

  private final StateFolder state;
  private final PrintWriter out;

  @Option(
      names = "--as",
      description = "Whom the link signs in: owner, requester or reviewer; requester by default.")
  private Door.Role as = Door.Role.REQUESTER;

  OpenCommand(StateFolder state, PrintWriter out) {
    this.state = state;
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    Settings settings =
        Files.exists(state.running())
            ? Settings.read(Map.of(), state.running())
            : Settings.read(System.getenv(), state.settings());
    Addresses addresses = new Addresses(state, settings, out);
    addresses.link(as);
    addresses.print();
    addresses.clearText();
    return 0;
  }
}
