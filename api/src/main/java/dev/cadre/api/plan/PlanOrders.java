package dev.cadre.api.plan;

import dev.cadre.api.access.Caller;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.stores.plan.PlanSteering;
import dev.cadre.stores.plan.RequestKey;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.plan.PlanId;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Gives an order to a plan, or says by an {@link ApiProblem} why it was not taken. */
@Component
class PlanOrders {

  /** What may be ordered; the word of the route is its name in lower case. */
  enum Order {
    CANCEL,
    PAUSE,
    RESUME,
    RETRY
  }

  private final PlanSteering steering;
  private final Dispatcher dispatcher;

  PlanOrders(PlanSteering steering, Dispatcher dispatcher) {
    this.steering = steering;
    this.dispatcher = dispatcher;
  }

  /**
   * Gives it.
   *
   * @param key the client's, where it sent one; only a RETRY is not the same twice without it
   */
  Mono<Void> give(Order order, Caller caller, PlanId plan, @Nullable String key) {
    if (order == Order.RESUME || order == Order.RETRY) {
      caller.refuseSuspended();
    }
    Mono<PlanSteering.Met> met =
        switch (order) {
          case CANCEL -> steering.cancel(caller.tenant(), plan, caller.name());
          case PAUSE -> steering.pause(caller.tenant(), plan, caller.name());
          case RESUME -> steering.resume(caller.tenant(), plan, caller.name());
          case RETRY -> {
            String route = "POST /v1/plans/" + plan + ":retry";
            RequestKey request = RequestKeys.of(caller, route, key, CanonicalJson.sha256(""));
            yield steering.retry(caller.tenant(), plan, caller.name(), request);
          }
        };
    return met.switchIfEmpty(Mono.error(() -> ApiProblem.notFound("plan")))
        .flatMap(found ->
            switch (found) {
              case ORDERED, HOLDS -> Mono.fromRunnable(dispatcher::wake);
              case TERMINAL -> refused("PLAN_TERMINAL", "The plan has ended.");
              case NOT_FAILED ->
                  refused("PLAN_NOT_FAILED", "Only a plan that has FAILED can be retried.");
            });
  }

  private static Mono<Void> refused(String code, String detail) {
    return Mono.error(ApiProblem.of(HttpStatus.CONFLICT, code, detail));
  }
}
