package dev.cadre.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/**
 * One call of an item of the catalogue, as a plan of one step: a dry run first, and what the call
 * may cost; then the call, if it is asked for. Exits with 1 where one of them fails.
 */
abstract class TryCommand implements Callable<Integer> {

  final Surroundings here;

  @Option(names = "--go", description = "Do call.")
  private boolean go;

  TryCommand(Surroundings here) {
    this.here = here;
  }

  /** The item's name. */
  abstract String name();

  /** Where the API reads it. */
  abstract String path();

  /** What the step is given; the plan has it as its input, so that braces in it are its own. */
  abstract Map<String, ?> input(JsonNode detail) throws IOException;

  /** The fields of the step, but for its id. */
  abstract Map<String, Object> step(Map<String, ?> input);

  /** What would be called, and what that may cost. */
  abstract List<String> told(CadreClient client, JsonNode detail, Map<String, ?> input);

  @Override
  public Integer call() throws IOException, InterruptedException {
    CadreClient client = here.client(Door.Role.REQUESTER);
    JsonNode detail = client.get(path());
    Map<String, ?> input = input(detail);
    PlanFile plan =
        new PlanFile(CadreClient.MAPPER.writeValueAsString(plan(input)), "application/json");
    JsonNode end = client.dryRun(new DryRunBody().of(plan));
    if (!completed(end)) {
      return failed(end.path("steps").path(0), "");
    }
    told(client, detail, input).forEach(here::say);
    if (!go) {
      here.say("Nothing was called; --go does it.");
      return 0;
    }
    return called(client, plan);
  }

  private int called(CadreClient client, PlanFile plan) throws InterruptedException {
    String id = client.submit(plan, UUID.randomUUID().toString()).path("id").asString("");
    new PlanWatch(client, here.out(), (_, _) -> {}).follow(id);
    JsonNode end = client.get("/v1/plans/" + id);
    if (!completed(end)) {
      String step = "/v1/plans/" + id + "/steps/answer";
      String category = "";
      for (JsonNode attempt : client.get(step + "/attempts").path("items")) {
        category = attempt.path("category").asString("");
      }
      int code = failed(client.get(step), category);
      here.say("All of it: ./cadre plan show " + id);
      return code;
    }
    here.say("");
    here.say(Texts.body(Texts.result(client.get("/v1/plans/" + id + "/result"))));
    return 0;
  }

  private static boolean completed(JsonNode end) {
    return end.path("status").asString("").equals("COMPLETED");
  }

  /**
   * Says why, and what to do.
   *
   * @param category of the last attempt; empty where there was none
   */
  private int failed(JsonNode step, String category) {
    String reason = step.path("reason").asString("");
    String message = step.path("message").asString("");
    String why = category.isEmpty() || category.equals(reason) ? reason : reason + ", " + category;
    here.say("");
    here.say(why + (message.isEmpty() ? "" : ": " + message));
    String remedy = Remedies.of(category.isEmpty() ? reason : category, path());
    if (!remedy.isEmpty()) {
      here.say(remedy);
    }
    return CommandErrors.NOT_COMPLETED;
  }

  private Map<String, Object> plan(Map<String, ?> input) {
    Map<String, Object> step = new LinkedHashMap<>();
    step.put("id", "answer");
    step.putAll(step(input));
    Map<String, Object> plan = new LinkedHashMap<>();
    plan.put("name", "try " + name());
    plan.put("labels", List.of("try"));
    plan.put("input", input);
    plan.put("steps", List.of(step));
    plan.put("result", "{{ steps.answer.output }}");
    return plan;
  }
}
