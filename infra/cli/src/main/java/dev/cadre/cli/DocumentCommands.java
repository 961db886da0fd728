package dev.cadre.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code document collections | make | add | list | show | delete}. */
@Command(
    name = "document",
    description = "The documents that tools of the type RAG search.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class DocumentCommands {

  private static final String COLLECTIONS = "/v1/collections";
  private static final int TRIES = 600;
  private static final long PAUSE = 500;

  private final Surroundings here;

  public DocumentCommands(Surroundings here) {
    this.here = here;
  }

  private CadreClient client() {
    return here.client(Door.Role.REQUESTER);
  }

  private static String documents(String collection) {
    return COLLECTIONS + "/" + CadreClient.encode(collection) + "/documents";
  }

  @Command(
      name = "collections",
      description = "Your tenant's collections.",
      mixinStandardHelpOptions = true)
  int collections(
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode all = client().get(COLLECTIONS);
    Table table = new Table("NAME", "DOCUMENTS", "CHUNKS", "UPDATED");
    for (JsonNode one : all.path("items")) {
      table.row(
          one.path("name").asString(""),
          one.path("documents").asString(""),
          one.path("chunks").asString(""),
          one.path("updatedAt").asString(""));
    }
    return here.show(all, json, table::toString);
  }

  @Command(name = "make", description = "Make a collection.", mixinStandardHelpOptions = true)
  int make(
      @Parameters(paramLabel = "COLLECTION") String name,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode made = client().post(COLLECTIONS, Map.of("name", name));
    return here.show(made, json, () -> "made " + made.path("name").asString("") + "\n");
  }

  @Command(
      name = "add",
      description =
          "Add a text or Markdown file, or replace what its id held; waits till it can be found.",
      mixinStandardHelpOptions = true)
  int add(
      @Parameters(paramLabel = "COLLECTION", index = "0") String collection,
      @Parameters(paramLabel = "FILE", index = "1") Path file,
      @Option(names = "--id", description = "By default the file's name.") @Nullable String id,
      @Option(names = "--title") @Nullable String title,
      @Option(names = "--source", description = "Where it comes from.") @Nullable String source,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json)
      throws IOException, InterruptedException {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("id", id == null ? String.valueOf(file.getFileName()) : id);
    body.put("title", title);
    body.put("source", source);
    body.put("text", Files.readString(file));
    JsonNode intake = ended(collection, client().post(documents(collection), body));
    String state = intake.path("state").asString("");
    here.show(
        intake,
        json,
        () ->
            intake.path("document").asString("")
                + "  "
                + state.toLowerCase(Locale.ROOT)
                + "  "
                + intake.path("problem").asString("")
                + "\n");
    return state.equals("FAILED") || state.equals("PENDING") ? 1 : 0;
  }

  private JsonNode ended(String collection, JsonNode first) throws InterruptedException {
    JsonNode intake = first;
    String path =
        COLLECTIONS
            + "/"
            + CadreClient.encode(collection)
            + "/intakes/"
            + first.path("id").asString("");
    for (int i = 0; i < TRIES && intake.path("state").asString("").equals("PENDING"); i++) {
      Thread.sleep(PAUSE);
      intake = client().get(path);
    }
    return intake;
  }

  @Command(
      name = "list",
      description = "A collection's documents.",
      mixinStandardHelpOptions = true)
  int list(
      @Parameters(paramLabel = "COLLECTION") String collection,
      @Option(names = "--cursor", defaultValue = "", description = "NEXT of the page before.")
          String cursor,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode page = client().list(documents(collection), Map.of("cursor", cursor));
    Table table = new Table("ID", "TITLE", "SOURCE", "CHARACTERS", "UPDATED");
    for (JsonNode document : page.path("items")) {
      table.row(
          document.path("id").asString(""),
          document.path("title").asString(""),
          document.path("source").asString(""),
          document.path("characters").asString(""),
          document.path("updatedAt").asString(""));
    }
    return here.show(page, json, () -> table + here.next(page));
  }

  @Command(name = "show", description = "A document's text.", mixinStandardHelpOptions = true)
  int show(
      @Parameters(paramLabel = "COLLECTION", index = "0") String collection,
      @Parameters(paramLabel = "ID", index = "1") String id,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode whole = client().get(documents(collection) + "/" + CadreClient.encode(id));
    return here.show(whole, json, () -> whole.path("text").asString("") + "\n");
  }

  @Command(
      name = "delete",
      description = "Delete a document; from now on nothing finds it.",
      mixinStandardHelpOptions = true)
  int delete(
      @Parameters(paramLabel = "COLLECTION", index = "0") String collection,
      @Parameters(paramLabel = "ID", index = "1") String id) {
    JsonNode gone = client().delete(documents(collection) + "/" + CadreClient.encode(id));
    return here.show(gone, false, () -> id + " is deleted\n");
  }
}
