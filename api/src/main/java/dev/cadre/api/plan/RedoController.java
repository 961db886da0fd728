package dev.cadre.api.plan;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.stores.plan.Accepted;
import dev.cadre.stores.plan.Origins;
import dev.cadre.stores.plan.PlanReads;
import dev.cadre.stores.plan.RequestKey;
import dev.cadre.stores.plan.Submission;
import dev.cadre.stores.plan.Submissions;
import dev.cadre.stores.runtime.TemporalSettings;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.plan.PlanId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Does plans again: from a step, or with another input. The plan that was stays as it was. */
@RestController
@Tag(name = "Plans")
class RedoController {

  private final PlanDoor door;
  private final Origins origins;
  private final Submissions submissions;
  private final PlanReads plans;
  private final Dispatcher dispatcher;
  private final PlanIds ids;
  private final TemporalSettings temporal;

  RedoController(
      PlanDoor door,
      Origins origins,
      Submissions submissions,
      PlanReads plans,
      Dispatcher dispatcher,
      PlanIds ids,
      TemporalSettings temporal) {
    this.door = door;
    this.origins = origins;
    this.submissions = submissions;
    this.plans = plans;
    this.dispatcher = dispatcher;
    this.ids = ids;
    this.temporal = temporal;
  }

  @Requires(value = Permission.PLAN_SUBMIT, cost = 5)
  @PostMapping(
      path = "/v1/plans/{plan}:redo",
      consumes = {"application/json", "application/yaml"},
      produces = "application/json")
  @Operation(
      summary = "Do a plan again, from a step",
      description =
          """
          Makes a new plan that names this one as its origin. Every result before `from` is taken \
          over; with another `input`, what reads a field that differs runs anew, and every gate. \
          The budget is fresh.\
          """)
  @io.swagger.v3.oas.annotations.parameters.RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "application/json",
              examples = @ExampleObject("{\"from\": \"draft\", \"input\": {\"tone\": \"dry\"}}")))
  Mono<ResponseEntity<PlanView>> redo(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String plan,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
    PlanId origin = Parameters.plan(plan);
    return door.parse(caller.tenant(), body, type)
        .flatMap(document -> {
          RequestKey request =
              RequestKeys.of(caller, "POST /v1/plans/" + origin + ":redo", key, document.sha256());
          Mono<Accepted> fresh = Mono.defer(() -> fresh(caller, origin, document, request));
          return request == null
              ? fresh
              : submissions.earlier(caller.tenant(), request).switchIfEmpty(fresh);
        })
        .flatMap(accepted -> plans.one(caller.tenant(), accepted.plan()))
        .map(read -> PlanView.of(read, Links.of(read.id(), temporal)))
        .map(view -> ResponseEntity.accepted().header("Location", view.links().self()).body(view));
  }

  private Mono<Accepted> fresh(
      Caller caller, PlanId origin, PlanDoor.Document document, @Nullable RequestKey request) {
    caller.refuseUnlessActive();
    return origins
        .one(caller.tenant(), origin)
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("plan")))
        .flatMap(found -> door.again(caller, found, document))
        .flatMap(again -> {
          PlanId id = ids.next();
          return submissions.submit(
              new Submission(
                  caller.tenant(),
                  id,
                  again.plan(),
                  again.input(),
                  caller.name(),
                  request,
                  "{\"id\":\"" + id + "\"}",
                  new Submission.Redone(origin, again.from(), again.kept())));
        })
        .doOnNext(_ -> dispatcher.wake());
  }
}
