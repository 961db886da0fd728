package dev.cadre.cli;

import dev.cadre.workflows.audit.AuditReport;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code audit list | export | keys | verify}. */
@Command(
    name = "audit",
    description = "See who did what, and verify that nobody has changed it.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class AuditCommands {

  private static final String AUDIT = "/v1/audit";
  private static final String EXPORT = AUDIT + "/export";

  private final Surroundings here;

  public AuditCommands(Surroundings here) {
    this.here = here;
  }

  @Command(name = "list", description = "Entries, newest first.", mixinStandardHelpOptions = true)
  int list(
      @Option(names = "--action", defaultValue = "", description = "What it begins with: plan.")
          String action,
      @Option(names = "--actor", defaultValue = "") String actor,
      @Option(names = "--object", defaultValue = "", description = "The object's id.")
          String object,
      @Option(names = "--outcome", defaultValue = "", description = "done, denied or failed.")
          String outcome,
      @Option(names = "--from", defaultValue = "", paramLabel = "TIME") String from,
      @Option(names = "--to", defaultValue = "", paramLabel = "TIME") String to,
      @Option(names = "--limit", defaultValue = "", description = "1 to 200.") String limit,
      @Option(names = "--cursor", defaultValue = "", description = "From the page before.")
          String cursor,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("action", action);
    parameters.put("actor", actor);
    parameters.put("object", object);
    parameters.put("outcome", outcome);
    parameters.put("from", from);
    parameters.put("to", to);
    parameters.put("limit", limit);
    parameters.put("cursor", cursor);
    JsonNode page = client().list(AUDIT, parameters);
    say(json ? page.toPrettyString() + "\n" : AuditText.page(page));
    return 0;
  }

  @Command(
      name = "export",
      description = "Write the whole log to a file, for verification elsewhere.",
      mixinStandardHelpOptions = true)
  int export(@Parameters(paramLabel = "FILE", description = "Replaced if it is there.") Path file)
      throws IOException {
    // Beside it first: half an export would look like a log that was cut off.
    Path half = file.resolveSibling(file.getFileName() + ".half");
    try {
      long lines = write(half);
      Files.move(half, file, StandardCopyOption.REPLACE_EXISTING);
      say(lines + " lines written; to verify them: ./cadre audit verify " + file + "\n");
      return 0;
    } finally {
      Files.deleteIfExists(half);
    }
  }

  private long write(Path file) throws IOException {
    long[] lines = new long[1];
    try (BufferedWriter writer = Files.newBufferedWriter(file);
        PrintWriter printer = new PrintWriter(writer)) {
      client()
          .lines(
              EXPORT,
              line -> {
                printer.print(line + "\n");
                lines[0]++;
              });
      if (printer.checkError()) {
        throw new IOException(file + " cannot be written");
      }
    }
    return lines[0];
  }

  @Command(
      name = "keys",
      description = "The public keys of all that ever signed, as JSON; keep them elsewhere.",
      mixinStandardHelpOptions = true)
  int keys() {
    say(client().get(AUDIT + "/keys").toPrettyString() + "\n");
    return 0;
  }

  @Command(
      name = "verify",
      description = {
        "Verify that nothing was edited, deleted, moved, cut off or forged.",
        "Of a file, without the server; without a file by the server, or, given heads or keys,"
            + " here from a fresh export. Exit code 1: the log is not whole."
      },
      mixinStandardHelpOptions = true)
  int verify(
      @Parameters(arity = "0..1", paramLabel = "FILE", description = "An export.")
          @Nullable Path file,
      @Option(
              names = "--heads",
              paramLabel = "FILE",
              description = "Signed heads that were kept elsewhere.")
          @Nullable Path heads,
      @Option(
              names = "--keys",
              paramLabel = "FILE",
              description = "The keys to trust; by default those of the export.")
          @Nullable Path keys,
      @Option(names = "--json", description = "Print the report as JSON.") boolean json)
      throws IOException {
    JsonNode report =
        file == null && heads == null && keys == null
            ? client().await(AUDIT + ":verify")
            : CadreClient.MAPPER.valueToTree(verified(file, heads, keys));
    say(json ? report.toPrettyString() + "\n" : AuditText.report(report));
    return report.path("ok").asBoolean(false) ? 0 : CommandErrors.NOT_WHOLE;
  }

  private AuditReport verified(@Nullable Path file, @Nullable Path heads, @Nullable Path keys)
      throws IOException {
    try (var offline = new OfflineVerification(heads, keys)) {
      if (file == null) {
        client().lines(EXPORT, offline::line);
      } else {
        offline.file(file);
      }
      return offline.report();
    }
  }

  private CadreClient client() {
    return here.client(Door.Role.OWNER);
  }

  private void say(String text) {
    here.out().print(text);
    here.out().flush();
  }
}
