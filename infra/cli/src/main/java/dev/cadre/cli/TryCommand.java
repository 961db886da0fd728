package dev.cadre.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code agent try}: one call of an agent, after what it may cost was shown. */
@Command(
    name = "try",
    description = "Ask an agent once. Without --go it only says what that may cost.",
    mixinStandardHelpOptions = true)
public final class TryCommand implements Callable<Integer> {

  private static final int PROBLEMS = 3;
  private static final int NOT_DONE = 1;

  private final Surroundings here;

  @Parameters(paramLabel = "NAME", index = "0")
  private String agent = "";

  @Parameters(paramLabel = "PROMPT", index = "1")
  private String prompt = "";

  @Option(names = "--max-tokens", description = "Of the answer; 400.")
  private int maxTokens = 400;

  @Option(names = "--go", description = "Do ask.")
  private boolean go;

  public TryCommand(Surroundings here) {
    this.here = here;
  }

  @Override
  public Integer call() throws InterruptedException {
    CadreClient client = here.client(Door.Role.REQUESTER);
    JsonNode detail = client.get("/v1/agents/" + CadreClient.encode(agent));
    PlanFile plan = new PlanFile(CadreClient.MAPPER.writeValueAsString(plan()), "application/json");
    JsonNode check = client.validate(plan);
    if (!check.path("valid").asBoolean(false)) {
      check.path("problems").forEach(problem -> here.say(problem.path("message").asString("")));
      return PROBLEMS;
    }
    TryCost.lines(detail, client.list("/v1/models", Map.of("limit", "200")), prompt, maxTokens)
        .forEach(here::say);
    if (!go) {
      here.say("Nothing was called; the first of these is asked with --go.");
      return 0;
    }
    return asked(client, plan);
  }

  private int asked(CadreClient client, PlanFile plan) throws InterruptedException {
    String id = client.submit(plan, UUID.randomUUID().toString()).path("id").asString("");
    String status = new PlanWatch(client, here.out(), (_, _) -> {}).follow(id);
    if (!status.equals("COMPLETED")) {
      here.say("./cadre plan show " + id + " says why it is " + status + ".");
      return NOT_DONE;
    }
    here.say("");
    here.say(client.get("/v1/plans/" + id + "/result").path("result").asString(""));
    return 0;
  }

  /** Braces in the prompt are the prompt's own: it comes as input. */
  private Map<String, Object> plan() {
    Map<String, Object> step = new LinkedHashMap<>();
    step.put("id", "answer");
    step.put("kind", "agent");
    step.put("agent", agent);
    step.put("prompt", "{{ input.prompt }}");
    step.put("maxTokens", maxTokens);
    Map<String, Object> plan = new LinkedHashMap<>();
    plan.put("name", "try " + agent);
    plan.put("labels", List.of("try"));
    plan.put("input", Map.of("prompt", prompt));
    plan.put("steps", List.of(step));
    plan.put("result", "{{ steps.answer.output }}");
    return plan;
  }
}
