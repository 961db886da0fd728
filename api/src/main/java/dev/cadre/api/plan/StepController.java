package dev.cadre.api.plan;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.stores.plan.AttemptReads;
import dev.cadre.stores.plan.InstanceRead;
import dev.cadre.stores.plan.InstanceReads;
import dev.cadre.stores.plan.StepRead;
import dev.cadre.stores.plan.StepReads;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.plan.PlanId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Reads steps, their instances and their attempts. */
@RestController
@Tag(name = "Plans")
class StepController {

  private static final int ITEMS = 50;

  /** So that the attempts of most steps fit into one page. */
  private static final int ATTEMPTS = 200;

  private final StepReads steps;
  private final InstanceReads instances;
  private final AttemptReads attempts;

  /** The steps of a plan in the order of the document, nested ones behind what holds them. */
  @Schema(name = "StepPage")
  record Steps(List<StepRead> items, @Nullable String next) {}

  StepController(StepReads steps, InstanceReads instances, AttemptReads attempts) {
    this.steps = steps;
    this.instances = instances;
    this.attempts = attempts;
  }

  @Requires(Permission.PLAN_READ)
  @GetMapping(path = "/v1/plans/{plan}/steps", produces = "application/json")
  @Operation(
      summary = "Read the steps of a plan, with outputs up to 4 KB",
      description =
          """
          A step inside a map, a loop or a subplan stands behind its `container`, once, with a \
          state that is derived from its `instances` and without an output; `…/items` lists them.\
          """)
  Mono<Steps> all(@AuthenticationPrincipal Caller caller, @PathVariable String plan) {
    return steps
        .all(caller.tenant(), Parameters.plan(plan))
        .filter(found -> !found.isEmpty())
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("plan")))
        .map(found -> new Steps(found, null));
  }

  @Requires(Permission.PLAN_READ)
  @GetMapping(path = "/v1/plans/{plan}/steps/{step}", produces = "application/json")
  @Operation(summary = "Read a step with its whole output")
  Mono<StepRead> one(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String plan,
      @PathVariable String step) {
    return found(caller, Parameters.plan(plan), step);
  }

  @Requires(Permission.PLAN_READ)
  @GetMapping(path = "/v1/plans/{plan}/steps/{step}/items", produces = "application/json")
  @Operation(
      summary = "Read the instances of a nested step, with outputs up to 4 KB",
      description =
          """
          The items of a map, the turns of a loop or the one of a subplan, in their order, as far \
          as they have begun. Of a map, a loop or a subplan: the instances of what it holds. Of \
          any other step there are none.\
          """)
  Mono<StepPages.Items> items(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String plan,
      @PathVariable String step,
      @Parameter(description = "`next` of the page before") @RequestParam(defaultValue = "")
          String cursor,
      @Parameter(description = "1 to 200, by default 50") @RequestParam(defaultValue = "")
          String limit) {
    PlanId id = Parameters.plan(plan);
    int size = Parameters.limit(limit, ITEMS);
    InstanceReads.Last last = StepPages.afterItem(cursor);
    // Whether there is such a step is looked up only for an empty page: its output may be large.
    return instances
        .page(caller.tenant(), id, step, last, size + 1)
        .flatMap(
            read -> read.isEmpty() ? found(caller, id, step).thenReturn(read) : Mono.just(read))
        .map(found -> StepPages.Items.of(found, size));
  }

  @Requires(Permission.PLAN_READ)
  @GetMapping(path = "/v1/plans/{plan}/steps/{step}/items/{scope}", produces = "application/json")
  @Operation(summary = "Read one instance of a nested step with its whole output")
  Mono<InstanceRead> item(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String plan,
      @PathVariable String step,
      @Parameter(description = "as the list of items says") @PathVariable int scope) {
    return instances
        .one(caller.tenant(), Parameters.plan(plan), step, scope)
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("item")));
  }

  @Requires(Permission.PLAN_READ)
  @GetMapping(path = "/v1/plans/{plan}/steps/{step}/attempts", produces = "application/json")
  @Operation(
      summary = "Read what was called for a step, and what came of it",
      description =
          "Of a nested step: for all its instances, in the order in which the calls began.")
  Mono<StepPages.Attempts> attempts(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String plan,
      @PathVariable String step,
      @Parameter(description = "`next` of the page before") @RequestParam(defaultValue = "")
          String cursor,
      @Parameter(description = "1 to 200, by default 200") @RequestParam(defaultValue = "")
          String limit) {
    PlanId id = Parameters.plan(plan);
    int size = Parameters.limit(limit, ATTEMPTS);
    AttemptReads.Last last = StepPages.afterAttempt(cursor);
    return found(caller, id, step)
        .then(Mono.defer(() -> attempts.of(caller.tenant(), id, step, last, size + 1)))
        .map(found -> StepPages.Attempts.of(found, size));
  }

  private Mono<StepRead> found(Caller caller, PlanId plan, String step) {
    return steps
        .one(caller.tenant(), plan, step)
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("step")));
  }
}
