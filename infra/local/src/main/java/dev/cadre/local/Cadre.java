package dev.cadre.local;

import dev.cadre.cli.AuditCommands;
import dev.cadre.cli.CommandErrors;
import dev.cadre.cli.GateCommands;
import dev.cadre.cli.PlanCommands;
import dev.cadre.cli.Surroundings;
import dev.cadre.parts.process.PartFailure;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program behind {@code ./cadre}. */
@Command(
    name = "cadre",
    description = "Runs plans of AI agents, durably. Start with: ./cadre demo",
    mixinStandardHelpOptions = true,
    version = "cadre 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Also, before anything is built:",
      "  test    Runs every test (--unit the quick ones, --soak the long forms too).",
      "  bench   Measures this build beside bare Temporal, on processes of its own.",
      "  doctor  Says what is missing and how to get it."
    })
public final class Cadre {

  private Cadre() {}

  /** Exits with the command's code. */
  public static void main(String[] words) {
    System.exit(commandLine(StateFolder.here()).execute(words));
  }

  static CommandLine commandLine(StateFolder state) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    Surroundings here = new Surroundings(System.getenv(), state.root(), out, err);
    CommandErrors errors = new CommandErrors();
    return new CommandLine(new Cadre())
        .addSubcommand("demo", new DemoCommand(state, out, err))
        .addSubcommand("up", new UpCommand(state, out))
        .addSubcommand("open", new OpenCommand(state, out))
        .addSubcommand("down", new DownCommand(state, out))
        .addSubcommand("status", new StatusCommand(state, out))
        .addSubcommand("supervise", new SuperviseCommand(state))
        .addSubcommand(new PlanCommands(here))
        .addSubcommand(new GateCommands(here))
        .addSubcommand(new AuditCommands(here))
        .setOut(out)
        .setErr(err)
        // "@file" is a payload's, not more arguments.
        .setExpandAtFiles(false)
        .setExecutionExceptionHandler((failure, command, result) -> {
          if (failure instanceof PartFailure part) {
            err.println(part.reason());
            err.println(part.remedy());
            return 1;
          }
          return errors.handleExecutionException(failure, command, result);
        });
  }
}
