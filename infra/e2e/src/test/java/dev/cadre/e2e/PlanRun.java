package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A plan that was submitted, as its requester follows it. */
record PlanRun(Door door, String id) {

  static final Set<String> ENDED = Set.of("COMPLETED", "FAILED", "CANCELLED");

  private static final Duration PATIENCE = Duration.ofSeconds(Soak.on() ? 900 : 120);

  String path() {
    return "/v1/plans/" + id;
  }

  String workflow() {
    return "plan-" + id;
  }

  JsonNode read() {
    return door.get(path()).expect(200).json();
  }

  String status() {
    return read().path("status").asString("");
  }

  /** Waits for the end and returns the plan; another end than the wanted one fails with reasons. */
  JsonNode await(String wanted) {
    JsonNode ended =
        Await.found(
            id + " ends",
            PATIENCE,
            () -> Optional.of(read()).filter(p -> ENDED.contains(p.path("status").asString(""))));
    if (!ended.path("status").asString("").equals(wanted)) {
      throw new AssertionError("expected " + wanted + ", got " + ended + "\n" + steps());
    }
    return ended;
  }

  /** The steps by id. */
  Map<String, JsonNode> steps() {
    Map<String, JsonNode> steps = new LinkedHashMap<>();
    for (JsonNode step : door.get(path() + "/steps").expect(200).json().path("items")) {
      steps.put(step.path("id").asString(""), step);
    }
    return steps;
  }

  JsonNode step(String step) {
    return door.get(path() + "/steps/" + step).expect(200).json();
  }

  String state(String step) {
    return step(step).path("state").asString("");
  }

  void awaitState(String step, String state) {
    Await.until(step + " is " + state, PATIENCE, () -> state(step).equals(state));
  }

  List<JsonNode> attempts(String step) {
    return items(door.get(path() + "/steps/" + step + "/attempts").expect(200).json());
  }

  /** The one attempt of a step. */
  JsonNode attempt(String step) {
    List<JsonNode> attempts = attempts(step);
    assertThat(attempts).hasSize(1);
    return attempts.getFirst();
  }

  /** All events so far, read page by page. */
  List<JsonNode> events() {
    List<JsonNode> all = new ArrayList<>();
    String after = "0";
    while (true) {
      JsonNode page = door.get(path() + "/events?limit=7&after=" + after).expect(200).json();
      all.addAll(items(page));
      String next = page.path("next").asString("");
      if (next.isEmpty() || next.equals(after)) {
        return all;
      }
      after = next;
    }
  }

  Object result() {
    return Door.JSON.treeToValue(
        door.get(path() + "/result").expect(200).json().path("result"), Object.class);
  }

  /** The open gate of a step, as soon as it is open. */
  JsonNode gate(String step) {
    return gate(step, 1);
  }

  JsonNode gate(String step, int occurrence) {
    String id =
        Await.found(
            "gate " + step + " opens",
            PATIENCE,
            () ->
                openGates().stream()
                    .filter(g -> g.path("step").asString("").equals(step))
                    .filter(g -> g.path("occurrence").asInt(0) == occurrence)
                    .map(g -> g.path("id").asString(""))
                    .findFirst());
    return door.get("/v1/gates/" + id).expect(200).json();
  }

  List<JsonNode> openGates() {
    return items(door.get("/v1/gates?status=open&plan=" + id).expect(200).json());
  }

  /** Decides as somebody about what the gate shows. */
  static Door.Reply decide(
      Door reviewer, JsonNode gate, String decision, @Nullable String comment) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("decision", decision);
    body.put("digest", gate.path("digest").asString(""));
    if (comment != null) {
      body.put("comment", comment);
    }
    return reviewer.post(decisions(gate), Door.JSON.writeValueAsString(body));
  }

  static String decisions(JsonNode gate) {
    return "/v1/gates/" + gate.path("id").asString("") + "/decisions";
  }

  static List<JsonNode> items(JsonNode page) {
    return page.path("items").valueStream().toList();
  }
}
