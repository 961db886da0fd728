package dev.cadre.api.plan;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.stores.llm.ProviderTests;
import dev.cadre.stores.plan.Submission;
import dev.cadre.stores.plan.Submissions;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.TemporalSettings;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.llm.RouteGrammar;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanReader;
import dev.cadre.workflows.plan.PlanStatus;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Tests a provider as plans call it: by a plan of one tiny call, which a worker makes. */
@RestController
@Tag(name = "Catalogue")
class ProviderTestController {

  private final PlanDoor door;
  private final Submissions submissions;
  private final ProviderTests tests;
  private final Dispatcher dispatcher;
  private final TemporalSettings temporal;
  private final PlanIds ids;

  ProviderTestController(
      PlanDoor door,
      Submissions submissions,
      ProviderTests tests,
      Dispatcher dispatcher,
      TemporalSettings temporal,
      PlanIds ids) {
    this.door = door;
    this.submissions = submissions;
    this.tests = tests;
    this.dispatcher = dispatcher;
    this.temporal = temporal;
    this.ids = ids;
  }

  @Requires(value = Permission.CATALOGUE_MANAGE, cost = 5)
  @PostMapping(path = "/v1/providers/{provider}:test", produces = "application/json")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Operation(
      summary = "Have a worker make one real, tiny call of a provider's default model",
      description =
          "GET /v1/providers tells what came of it. What rests there after a failure is called too.")
  Mono<Submitted> test(@AuthenticationPrincipal Caller caller, @PathVariable String provider) {
    if (!RouteGrammar.PROVIDERS.contains(provider)) {
      throw ApiProblem.notFound("provider");
    }
    caller.refuseUnlessActive();
    Map<String, Object> plan = plan(provider);
    return door.check(caller, new PlanDoor.Document(plan, CanonicalJson.sha256(plan)))
        .flatMap(checked ->
            checked.problems().isEmpty()
                ? submit(caller, provider, checked.reading())
                : Mono.error(PlanDoor.invalid(checked.problems())));
  }

  private Mono<Submitted> submit(Caller caller, String provider, PlanReader.Reading reading) {
    PlanId id = ids.next();
    Submitted answer =
        new Submitted(
            id.toString(),
            PlanStatus.SCHEDULED,
            id.workflowId(),
            Links.of(id, temporal),
            List.of());
    Submission submission =
        new Submission(
            caller.tenant(),
            id,
            reading.plan(),
            reading.input(),
            caller.name(),
            null,
            Json.text(answer));
    return tests
        .begun(caller.tenant(), caller.by(), provider, id)
        .then(submissions.submit(submission))
        .doOnSuccess(_ -> dispatcher.wake())
        .thenReturn(answer);
  }

  private static Map<String, Object> plan(String provider) {
    Map<String, Object> step =
        Map.of(
            "id", "call",
            "kind", "agent",
            "agent", "summarizer",
            "prompt", "Answer with the word yes.",
            "maxTokens", 16L,
            "timeout", "PT1M",
            "route", List.of(provider));
    return Map.of("name", "test of " + provider, "labels", List.of("test"), "steps", List.of(step));
  }
}
