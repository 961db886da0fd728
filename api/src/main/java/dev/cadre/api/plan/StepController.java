package dev.cadre.api.plan;

import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.api.tenant.Caller;
import dev.cadre.stores.plan.AttemptRead;
import dev.cadre.stores.plan.AttemptReads;
import dev.cadre.stores.plan.StepRead;
import dev.cadre.stores.plan.StepReads;
import dev.cadre.workflows.plan.PlanId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Reads steps and their attempts. */
@RestController
@Tag(name = "Plans")
class StepController {

  private final StepReads steps;
  private final AttemptReads attempts;

  /** The steps of a plan in the order of the document. */
  record Steps(List<StepRead> items, @Nullable String next) {}

  /** The attempts of a step in the order in which they started. */
  record Attempts(List<AttemptRead> items, @Nullable String next) {}

  StepController(StepReads steps, AttemptReads attempts) {
    this.steps = steps;
    this.attempts = attempts;
  }

  @GetMapping(path = "/v1/plans/{plan}/steps", produces = "application/json")
  @Operation(summary = "Read the steps of a plan, with outputs up to 4 KB")
  Mono<Steps> all(@AuthenticationPrincipal Caller caller, @PathVariable String plan) {
    return steps
        .all(caller.tenant(), Parameters.plan(plan))
        .filter(found -> !found.isEmpty())
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("plan")))
        .map(found -> new Steps(found, null));
  }

  @GetMapping(path = "/v1/plans/{plan}/steps/{step}", produces = "application/json")
  @Operation(summary = "Read a step with its whole output")
  Mono<StepRead> one(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String plan,
      @PathVariable String step) {
    return found(caller, Parameters.plan(plan), step);
  }

  @GetMapping(path = "/v1/plans/{plan}/steps/{step}/attempts", produces = "application/json")
  @Operation(summary = "Read what was called for a step, and what came of it")
  Mono<Attempts> attempts(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String plan,
      @PathVariable String step) {
    PlanId id = Parameters.plan(plan);
    return found(caller, id, step)
        .then(Mono.defer(() -> attempts.of(caller.tenant(), id, step)))
        .map(found -> new Attempts(found, null));
  }

  private Mono<StepRead> found(Caller caller, PlanId plan, String step) {
    return steps
        .one(caller.tenant(), plan, step)
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("step")));
  }
}
