package dev.cadre.api.plan;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Bodies;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.stores.plan.PlanReads;
import dev.cadre.stores.plan.PlanSignals;
import dev.cadre.stores.plan.RequestKey;
import dev.cadre.stores.runtime.TemporalSettings;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.plan.Nearest;
import dev.cadre.workflows.plan.Notice;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanSteps;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Takes signals in, for the {@code wait} steps of plans. */
@RestController
@Tag(name = "Plans")
class SignalController {

  private static final int MAX_BODY = 64 * 1024;

  private final PlanSignals signals;
  private final PlanReads plans;
  private final PlanIds ids;
  private final Dispatcher dispatcher;
  private final TemporalSettings temporal;

  SignalController(
      PlanSignals signals,
      PlanReads plans,
      PlanIds ids,
      Dispatcher dispatcher,
      TemporalSettings temporal) {
    this.signals = signals;
    this.plans = plans;
    this.ids = ids;
    this.dispatcher = dispatcher;
    this.temporal = temporal;
  }

  @Requires(Permission.PLAN_STEER)
  @PostMapping(path = "/v1/plans/{plan}/signals/{name}", produces = "application/json")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Operation(
      summary = "Tell a plan what one of its wait steps waits for",
      description =
          """
          The body is any value of at most 64 KiB, or nothing; it becomes the `payload` in the \
          step's output. Each signal ends one wait; one that comes before its wait is kept. Send \
          an `Idempotency-Key` to be able to repeat a request that got no answer. 404 \
          UNKNOWN_SIGNAL when no wait step of the plan names it, 409 PLAN_TERMINAL when the plan \
          has ended.\
          """)
  @io.swagger.v3.oas.annotations.parameters.RequestBody(
      content = {
        @Content(
            mediaType = "application/json",
            examples = @ExampleObject("{\"paid\": true, \"amount\": \"12.50\"}")),
        @Content(mediaType = "application/yaml")
      })
  Mono<PlanView> signal(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String plan,
      @Parameter(description = "as the wait step's `signal`") @PathVariable String name,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader(name = "Content-Type", required = false) @Nullable MediaType type,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
    PlanId id = Parameters.plan(plan);
    Object payload = payload(body, type);
    RequestKey request =
        RequestKeys.of(
            caller,
            "POST /v1/plans/" + id + "/signals/" + name,
            key,
            CanonicalJson.sha256(payload));
    Notice notice = new Notice(name, payload, ids.next().toString());
    return plans
        .definition(caller.tenant(), id)
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("plan")))
        .map(PlanSteps::signals)
        .doOnNext(waits -> known(waits.keySet(), name))
        .flatMap(waits ->
            signals.send(
                new PlanSignals.Signal(caller.tenant(), id, notice, waits, caller.name(), request)))
        .flatMap(this::taken)
        .then(Mono.defer(() -> plans.one(caller.tenant(), id)))
        .map(read -> PlanView.of(read, Links.of(id, temporal)));
  }

  private static @Nullable Object payload(byte @Nullable [] body, @Nullable MediaType type) {
    if (body == null || body.length == 0) {
      return null;
    }
    if (body.length > MAX_BODY) {
      throw ApiProblem.of(
          HttpStatus.CONTENT_TOO_LARGE,
          "BODY_TOO_LARGE",
          "A signal's body is at most 64 KiB; send where a larger value is to be found.");
    }
    return Bodies.tree(body, type);
  }

  private static void known(Set<String> names, String name) {
    if (!names.contains(name)) {
      throw ApiProblem.of(
          HttpStatus.NOT_FOUND,
          "UNKNOWN_SIGNAL",
          "No wait step of the plan waits for a signal of this name; " + remedy(names, name));
    }
  }

  private static String remedy(Set<String> names, String name) {
    return names.isEmpty()
        ? "it waits for none."
        : Nearest.hint(name, names, "it waits for " + String.join(", ", names) + ".");
  }

  private Mono<Void> taken(PlanSignals.Met met) {
    return switch (met) {
      case TAKEN, HOLDS -> Mono.fromRunnable(dispatcher::wake);
      case TERMINAL -> refused("PLAN_TERMINAL", "The plan has ended; it waits for nothing more.");
      case TOO_MANY ->
          refused(
              "TOO_MANY_SIGNALS",
              "At most 1,000 signals, 1 MiB of them, may wait for their steps; send this one again"
                  + " when steps have taken some.");
    };
  }

  private static Mono<Void> refused(String code, String detail) {
    return Mono.error(ApiProblem.of(HttpStatus.CONFLICT, code, detail));
  }
}
