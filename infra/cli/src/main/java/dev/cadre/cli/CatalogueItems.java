package dev.cadre.cli;

import java.io.IOException;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What the commands of agents and of tools have in common. */
final class CatalogueItems {

  private final Surroundings here;
  private final String kind;
  private final String path;

  /**
   * Of one kind.
   *
   * @param kind agent or tool
   */
  CatalogueItems(Surroundings here, String kind) {
    this.here = here;
    this.kind = kind;
    this.path = "/v1/" + kind + "s";
  }

  private String path(String name) {
    return path + "/" + CadreClient.encode(name);
  }

  JsonNode read(String name) {
    return here.client(Door.Role.REQUESTER).get(path(name));
  }

  int versions(String name, boolean json) {
    JsonNode versions = here.client(Door.Role.REQUESTER).get(path(name) + "/versions");
    Table table = new Table("VERSION", "AT", "BY");
    for (JsonNode version : versions.path("items")) {
      table.row(
          version.path("version").asString(""),
          version.path("at").asString(""),
          version.path("by").asString("(ships)"));
    }
    return here.show(versions, json, table::toString);
  }

  JsonNode add(String file) throws IOException {
    return here.client(Door.Role.OWNER).postFile(path, PlanFile.read(file));
  }

  JsonNode change(String name, String file) throws IOException {
    PlanFile change = PlanFile.read(file);
    JsonNode before = here.client(Door.Role.OWNER).get(path(name));
    String version = before.path(kind).path("version").asString("");
    return here.client(Door.Role.OWNER).replaceFile(path(name), version, change);
  }

  int order(String name, String order, boolean json) {
    JsonNode done = here.client(Door.Role.OWNER).post(path(name) + ":" + order, null);
    return here.show(
        done,
        json,
        () ->
            done.path("name").asString("")
                + (done.path("retired").asBoolean(false)
                    ? " is retired\n"
                    : " may be named again\n"));
  }

  /** A list of texts with commas. */
  static String words(JsonNode list) {
    return list.valueStream().map(word -> word.asString("")).collect(Collectors.joining(", "));
  }
}
