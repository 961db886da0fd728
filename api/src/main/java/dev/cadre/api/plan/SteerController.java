package dev.cadre.api.plan;

import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.api.tenant.Caller;
import dev.cadre.stores.plan.PlanReads;
import dev.cadre.stores.plan.PlanSteering;
import dev.cadre.stores.runtime.TemporalSettings;
import dev.cadre.workflows.plan.PlanId;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Steers plans that have not ended. */
@RestController
@Tag(name = "Plans")
class SteerController {

  private final PlanSteering steering;
  private final PlanReads plans;
  private final Dispatcher dispatcher;
  private final TemporalSettings temporal;

  SteerController(
      PlanSteering steering, PlanReads plans, Dispatcher dispatcher, TemporalSettings temporal) {
    this.steering = steering;
    this.plans = plans;
    this.dispatcher = dispatcher;
    this.temporal = temporal;
  }

  @PostMapping(path = "/v1/plans/{plan}:cancel", produces = "application/json")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Operation(summary = "Cancel a plan; 409 PLAN_TERMINAL when it has ended")
  Mono<PlanView> cancel(@AuthenticationPrincipal Caller caller, @PathVariable String plan) {
    PlanId id = Parameters.plan(plan);
    return steering
        .cancel(caller.tenant(), id, caller.name())
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("plan")))
        .flatMap(met ->
            switch (met) {
              case ORDERED, ORDERED_BEFORE -> {
                dispatcher.wake();
                yield plans.one(caller.tenant(), id);
              }
              case TERMINAL ->
                  Mono.error(
                      ApiProblem.of(HttpStatus.CONFLICT, "PLAN_TERMINAL", "The plan has ended."));
            })
        .map(read -> PlanView.of(read, Links.of(id, temporal)));
  }

  @PostMapping({
    "/v1/plans:forecast",
    "/v1/plans/{plan}:pause",
    "/v1/plans/{plan}:resume",
    "/v1/plans/{plan}:retry",
    "/v1/plans/{plan}:redo"
  })
  @Hidden
  Mono<Void> notYet() {
    return Mono.error(
        ApiProblem.of(
            HttpStatus.NOT_IMPLEMENTED,
            "NOT_YET_AVAILABLE",
            "This server does not have forecast, pause, resume, retry and redo yet; cancel and"
                + " submit again."));
  }
}
