package dev.cadre.local;

import dev.cadre.cli.CadreClient;
import dev.cadre.cli.Door;
import dev.cadre.cli.PlanFile;
import dev.cadre.cli.PlanWatch;
import dev.cadre.cli.Refused;
import dev.cadre.cli.Texts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The sample plan, from its file to its result, on the terminal. */
final class SampleRun {

  private static final String FILE = "examples/launch-post.yaml";
  private static final String ORIGIN_IN_FILE = "http://127.0.0.1:9000";

  private final StateFolder state;
  private final Stack stack;
  private final PublishEndpoint endpoint;
  private final PrintWriter out;
  private final Addresses addresses;

  SampleRun(StateFolder state, Stack stack, PublishEndpoint endpoint, PrintWriter out) {
    this.state = state;
    this.stack = stack;
    this.endpoint = endpoint;
    this.out = out;
    this.addresses = new Addresses(state, stack.settings(), out);
  }

  /** Returns whether it completed. */
  boolean run(@Nullable BufferedReader person) throws IOException, InterruptedException {
    CadreClient requester = addresses.client(Door.Role.REQUESTER);
    GateDialogue dialogue = new GateDialogue(addresses.client(Door.Role.REVIEWER), out, person);
    String body =
        Files.readString(state.home().resolve(FILE)).replace(ORIGIN_IN_FILE, endpoint.origin());
    if (!stack.settings().namesProvider()) {
      out.println(
          "\nThe local model (135 million parameters) shows a plan at work on real text;"
              + " do not trust it with facts, planning or choices.");
    }
    JsonNode plan = submit(requester, body);
    String id = plan.path("id").asString("");
    out.println("plan " + id + " from " + FILE + "\n");
    out.flush();
    PlanWatch watch = new PlanWatch(requester, out, (p, _) -> dialogue.at(p));
    String status = watch.follow(id);
    out.println("\nplan " + id + "  " + status);
    if (status.equals("COMPLETED")) {
      JsonNode result = requester.get("/v1/plans/" + id + "/result");
      out.println("\nresult:\n" + Texts.body(Texts.result(result)));
      out.println(
          "\nthe demo's own endpoint "
              + endpoint.origin()
              + " received this post "
              + endpoint.posts().size()
              + " time(s)");
    } else {
      out.println("See ./cadre plan show " + id + " and the logs in " + state.logs());
    }
    addresses(plan, id);
    return status.equals("COMPLETED");
  }

  /** A worker says what it can call a moment after it is ready; until then nothing is taken. */
  private static JsonNode submit(CadreClient requester, String body) throws InterruptedException {
    String key = UUID.randomUUID().toString();
    Instant end = Instant.now().plusSeconds(30);
    while (true) {
      try {
        return requester.submit(PlanFile.yaml(body), key);
      } catch (Refused e) {
        if (e.status() != 503 || Instant.now().isAfter(end)) {
          throw e;
        }
      }
      Thread.sleep(500);
    }
  }

  private void addresses(JsonNode plan, String id) {
    String workflow = plan.path("workflowId").asString("plan-" + id);
    String deep = Stack.temporalUi(stack.settings()) + "/namespaces/default/workflows/" + workflow;
    out.println();
    addresses.print(plan.path("links").path("temporal").asString(deep));
    addresses.linkIfAny();
    addresses.clearText();
  }
}
