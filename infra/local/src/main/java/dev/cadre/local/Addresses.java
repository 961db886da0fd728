package dev.cadre.local;

import dev.cadre.cli.CadreClient;
import dev.cadre.cli.Door;
import dev.cadre.cli.Refused;
import dev.cadre.cli.Unreachable;
import java.io.PrintWriter;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Where a person looks at the running stack, and the link that lets the browser in. */
final class Addresses {

  private final StateFolder state;
  private final Settings settings;
  private final PrintWriter out;

  Addresses(StateFolder state, Settings settings, PrintWriter out) {
    this.state = state;
    this.settings = settings;
    this.out = out;
  }

  /** The API as that role. */
  CadreClient client(Door.Role role) {
    return new CadreClient(Door.open(Map.of("CADRE_URL", Stack.api(settings)), state.root(), role));
  }

  /** The addresses alone. */
  void print() {
    print(Stack.temporalUi(settings));
  }

  /** The addresses, with that one of Temporal's UI. */
  void print(String temporal) {
    out.println("API          " + Stack.api(settings));
    out.println("docs         " + Stack.api(settings) + "/docs");
    out.println("Temporal UI  " + temporal);
    out.flush();
  }

  /** Makes a sign-in link for somebody; it works once. */
  void link(Door.Role role) {
    JsonNode link = client(role).post("/v1/sign-in-links", null);
    String until = link.path("expiresAt").asString("");
    String bound = until.isEmpty() ? "  (once)" : "  (once, until " + until + ")";
    out.println("sign in      " + link.path("url").asString("") + bound);
    out.flush();
  }

  /** Makes a sign-in link, or says why there is none: for where all else went well. */
  void linkIfAny() {
    try {
      link(Door.Role.REQUESTER);
      out.println("             as requester; the first admin is owner: ./cadre open --as owner");
    } catch (Refused | Unreachable e) {
      out.println("sign in      no link can be had: " + e.getMessage());
      out.flush();
    }
  }

  /** How Temporal's UI is brought to show inputs and outputs. */
  void clearText() {
    out.println("\nClear text in Temporal's UI, set once a browser:");
    out.println("  1. sign in by the link (./cadre open prints a new one);");
    out.println(
        "  2. in that UI click the glasses icon (Codec Server), \"Use my browser setting\";");
    out.println("  3. endpoint " + Stack.codec(settings) + ",");
    out.println("     switch on \"Include cross-origin credentials\", Apply.");
    out.flush();
  }
}
