package dev.cadre.api.plan;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.stores.plan.PlanReads;
import dev.cadre.stores.runtime.TemporalSettings;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.plan.PlanId;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Steers plans. */
@RestController
@Tag(name = "Plans")
class SteerController {

  private final PlanOrders orders;
  private final PlanReads plans;
  private final TemporalSettings temporal;

  SteerController(PlanOrders orders, PlanReads plans, TemporalSettings temporal) {
    this.orders = orders;
    this.plans = plans;
    this.temporal = temporal;
  }

  @Requires(Permission.PLAN_STEER)
  @PostMapping(path = "/v1/plans/{plan}:cancel", produces = "application/json")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Operation(summary = "Cancel a plan; 409 PLAN_TERMINAL when it has ended")
  Mono<PlanView> cancel(@AuthenticationPrincipal Caller caller, @PathVariable String plan) {
    return order(PlanOrders.Order.CANCEL, caller, plan, null);
  }

  @Requires(Permission.PLAN_STEER)
  @PostMapping(path = "/v1/plans/{plan}:pause", produces = "application/json")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Operation(
      summary = "Pause a plan: running attempts finish, nothing new starts",
      description =
          "Decisions are taken, deadlines of gates go on. 409 PLAN_TERMINAL when it has ended.")
  Mono<PlanView> pause(@AuthenticationPrincipal Caller caller, @PathVariable String plan) {
    return order(PlanOrders.Order.PAUSE, caller, plan, null);
  }

  @Requires(Permission.PLAN_STEER)
  @PostMapping(path = "/v1/plans/{plan}:resume", produces = "application/json")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Operation(summary = "Let a paused plan go on; 409 PLAN_TERMINAL when it has ended")
  Mono<PlanView> resume(@AuthenticationPrincipal Caller caller, @PathVariable String plan) {
    return order(PlanOrders.Order.RESUME, caller, plan, null);
  }

  @Requires(Permission.PLAN_STEER)
  @PostMapping(path = "/v1/plans/{plan}:retry", produces = "application/json")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Operation(
      summary = "Run a failed plan again from where it failed",
      description =
          "Results are kept; all other steps get their chance anew, a rejected gate too. 409"
              + " PLAN_NOT_FAILED otherwise. Send an `Idempotency-Key` to be able to repeat a"
              + " request that got no answer.")
  Mono<PlanView> retry(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String plan,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
    return order(PlanOrders.Order.RETRY, caller, plan, key);
  }

  private Mono<PlanView> order(
      PlanOrders.Order order, Caller caller, String plan, @Nullable String key) {
    PlanId id = Parameters.plan(plan);
    return orders
        .give(order, caller, id, key)
        .then(Mono.defer(() -> plans.one(caller.tenant(), id)))
        .map(read -> PlanView.of(read, Links.of(id, temporal)));
  }

  @Requires(Permission.PLAN_SUBMIT)
  @PostMapping("/v1/plans:forecast")
  @Hidden
  Mono<Void> notYet() {
    return Mono.error(
        ApiProblem.of(
            HttpStatus.NOT_IMPLEMENTED,
            "NOT_YET_AVAILABLE",
            "This server cannot foresee a plan yet; check it with :validate."));
  }
}
