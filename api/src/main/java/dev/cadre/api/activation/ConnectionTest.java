package dev.cadre.api.activation;

import dev.cadre.api.access.Caller;
import dev.cadre.api.plan.PlanIds;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.stores.plan.Submission;
import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.llm.Routes;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** The plan that tests an agent: each target of its route that can be called is asked once. */
@Component
class ConnectionTest {

  /** Enough that also a model that talks too much comes to its end. */
  private static final int MAX_TOKENS = 256;

  private final PlanIds ids;

  ConnectionTest(PlanIds ids) {
    this.ids = ids;
  }

  /**
   * The test of an agent.
   *
   * @param agent by the name that steps call it by
   * @param catalogue where providers are those that can be called now
   * @throws ApiProblem NO_TARGET when none of its targets can be called
   */
  Submission of(Caller caller, AgentSpec agent, Catalogue catalogue) {
    Routes.Resolution route = Routes.resolve(agent.route(), catalogue);
    if (route.targets().isEmpty()) {
      throw ApiProblem.of(
          HttpStatus.CONFLICT,
          "NO_TARGET",
          "No target of its route can be called: " + route.why() + ".");
    }
    PlanId id = ids.next();
    PlanReader.Reading reading = PlanReader.read(plan(agent.name(), route.targets()));
    String answer = "{\"id\":\"" + id + "\"}";
    return new Submission(
        caller.tenant(), id, reading.plan(), reading.input(), caller.name(), null, answer);
  }

  private static Map<String, Object> plan(String agent, List<RouteTarget> targets) {
    List<Map<String, Object>> steps = new ArrayList<>();
    for (RouteTarget target : targets) {
      Map<String, Object> step = new LinkedHashMap<>();
      step.put("id", "target_" + (steps.size() + 1));
      step.put("kind", "agent");
      step.put("agent", agent);
      step.put("prompt", "This is a test of the connection. Answer with one word: ready.");
      step.put("route", List.of(target.provider().equals("local") ? "local" : target.toString()));
      step.put("maxTokens", Math.min(MAX_TOKENS, target.maxOutput()));
      step.put("attemptTimeout", "PT60S");
      step.put("timeout", "PT3M");
      steps.add(step);
    }
    return Map.of(
        "name",
        "Connection test of " + agent,
        "labels",
        List.of("connection-test"),
        "steps",
        steps);
  }
}
