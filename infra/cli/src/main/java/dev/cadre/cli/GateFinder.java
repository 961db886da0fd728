package dev.cadre.cli;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** Finds the gate that a person names, by its own id or by the id of the plan that waits at it. */
final class GateFinder {

  static final String GATES = "/v1/gates";

  private final CadreClient client;

  GateFinder(CadreClient client) {
    this.client = client;
  }

  /**
   * Reads the gate of that id, else the one open gate of the plan of that id.
   *
   * @throws SeveralGates when the plan waits at more than one
   * @throws Refused with 404 when neither is there
   */
  JsonNode find(String id) {
    try {
      return client.get(path(id));
    } catch (Refused e) {
      if (e.status() != 404) {
        throw e;
      }
    }
    JsonNode open;
    try {
      open = client.get(GATES + "?status=open&plan=" + CadreClient.encode(id)).path("items");
    } catch (Refused e) {
      // What cannot be a plan's id at all is a wrong parameter to the API, and nothing to a person.
      throw e.status() == 400 ? missing() : e;
    }
    return switch (open.size()) {
      case 0 -> throw missing();
      case 1 -> client.get(path(open.path(0).path("id").asString("")));
      default -> throw new SeveralGates(id, open);
    };
  }

  static String path(String gate) {
    return GATES + "/" + CadreClient.encode(gate);
  }

  private static Refused missing() {
    return new Refused(
        404, "NOT_FOUND", "Neither a gate nor a plan with an open gate has this id.", List.of());
  }
}
