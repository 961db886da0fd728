package dev.cadre.api.plan;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.stores.plan.Accepted;
import dev.cadre.stores.plan.RequestKey;
import dev.cadre.stores.plan.Submission;
import dev.cadre.stores.plan.Submissions;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.TemporalSettings;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanReader;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.plan.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Takes plans in. */
@RestController
@Tag(name = "Plans")
class SubmitController {

  private static final String ROUTE = "POST /v1/plans";

  private final PlanDoor door;
  private final Submissions submissions;
  private final Dispatcher dispatcher;
  private final PlanMeters meters;
  private final TemporalSettings temporal;
  private final PlanIds ids;
  private final PlanWarnings warnings;

  /**
   * What was found.
   *
   * @param valid whether the plan would be taken
   * @param warnings what does not forbid it and may still stop it
   */
  record Verdict(boolean valid, List<Problem> problems, List<PlanWarning> warnings) {}

  SubmitController(
      PlanDoor door,
      Submissions submissions,
      Dispatcher dispatcher,
      PlanMeters meters,
      TemporalSettings temporal,
      PlanIds ids,
      PlanWarnings warnings) {
    this.door = door;
    this.submissions = submissions;
    this.dispatcher = dispatcher;
    this.meters = meters;
    this.temporal = temporal;
    this.ids = ids;
    this.warnings = warnings;
  }

  @Requires(value = Permission.PLAN_SUBMIT, cost = 5)
  @PostMapping(
      path = "/v1/plans",
      consumes = {"application/json", "application/yaml"},
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(summary = "Submit a plan")
  @PlanBody
  @ApiResponse(
      responseCode = "201",
      description = "The plan stands and will start",
      content = @Content(schema = @Schema(implementation = Submitted.class)))
  @ApiResponse(
      responseCode = "200",
      description = "The same key and body were sent before: the first answer again",
      content = @Content(schema = @Schema(implementation = Submitted.class)))
  Mono<ResponseEntity<String>> submit(
      @AuthenticationPrincipal Caller caller,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
    return door.parse(caller.tenant(), body, type)
        .flatMap(document -> {
          RequestKey request = RequestKeys.of(caller, ROUTE, key, document.sha256());
          Mono<Accepted> fresh = Mono.defer(() -> fresh(caller, document, request));
          return request == null
              ? fresh
              : submissions.earlier(caller.tenant(), request).switchIfEmpty(fresh);
        })
        .map(SubmitController::answer);
  }

  private Mono<Accepted> fresh(
      Caller caller, PlanDoor.Document document, @Nullable RequestKey request) {
    caller.refuseUnlessActive();
    return door.check(caller, document)
        .flatMap(checked -> {
          if (!checked.problems().isEmpty()) {
            return Mono.error(PlanDoor.invalid(checked.problems()));
          }
          return warnings
              .of(caller, checked)
              .flatMap(found -> submit(caller, checked.reading(), request, found));
        })
        .doOnNext(accepted -> {
          dispatcher.wake();
          if (!accepted.repeated()) {
            meters.submitted();
          }
        });
  }

  private Mono<Accepted> submit(
      Caller caller,
      PlanReader.Reading reading,
      @Nullable RequestKey request,
      List<PlanWarning> warnings) {
    PlanId id = ids.next();
    return submissions.submit(
        new Submission(
            caller.tenant(),
            id,
            reading.plan(),
            reading.input(),
            caller.name(),
            request,
            Json.text(submitted(id, warnings))));
  }

  private Submitted submitted(PlanId id, List<PlanWarning> warnings) {
    return new Submitted(
        id.toString(), PlanStatus.SCHEDULED, id.workflowId(), Links.of(id, temporal), warnings);
  }

  private static ResponseEntity<String> answer(Accepted accepted) {
    return ResponseEntity.status(accepted.repeated() ? HttpStatus.OK : HttpStatus.CREATED)
        .header("Location", "/v1/plans/" + accepted.plan())
        .contentType(MediaType.APPLICATION_JSON)
        .body(accepted.answer());
  }

  @Requires(value = Permission.PLAN_SUBMIT, cost = 5)
  @PostMapping(
      path = "/v1/plans:validate",
      consumes = {"application/json", "application/yaml"},
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Check a plan without running it: every problem at once",
      description =
          """
          Problems forbid the plan. Warnings do not: they name gates that nobody who is known could \
          open, if the caller submitted the plan, and tools that could not work now.\
          """)
  @PlanBody
  Mono<Verdict> validate(
      @AuthenticationPrincipal Caller caller,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    return door.parse(caller.tenant(), body, type)
        .flatMap(document -> door.check(caller, document))
        .flatMap(checked ->
            checked.problems().isEmpty()
                ? warnings.of(caller, checked).map(found -> new Verdict(true, List.of(), found))
                : Mono.just(new Verdict(false, checked.problems(), List.of())))
        .onErrorResume(
            ApiProblem.class,
            problem ->
                problem.code().equals("PLAN_INVALID")
                    ? Mono.just(new Verdict(false, problem.problems(), List.of()))
                    : Mono.error(problem));
  }
}
