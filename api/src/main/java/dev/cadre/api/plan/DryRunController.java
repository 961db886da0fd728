package dev.cadre.api.plan;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.stores.plan.JsonSchema;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.expression.WorkTime;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanFormats;
import dev.cadre.workflows.plan.Problem;
import dev.cadre.workflows.rehearsal.MockReader;
import dev.cadre.workflows.rehearsal.Rehearsal;
import dev.cadre.workflows.rehearsal.RehearsalTooLarge;
import dev.cadre.workflows.rehearsal.Rehearsed;
import dev.cadre.workflows.rehearsal.SchemaCheck;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Tries plans: with outputs that are said or made up, nothing called and nothing stored. */
@RestController
@Tag(name = "Plans")
class DryRunController {

  /**
   * Of the processor's time: that a machine is busy is no verdict on the plan. The door has a limit
   * of its own for what a client waits.
   */
  private static final Duration LIMIT = Duration.ofSeconds(4);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final PlanDoor door;
  private final CheckThreads threads;
  private final PlanWarnings warnings;

  DryRunController(PlanDoor door, CheckThreads threads, PlanWarnings warnings) {
    this.door = door;
    this.threads = threads;
    this.warnings = warnings;
  }

  @Requires(value = Permission.PLAN_SUBMIT, cost = 10)
  @PostMapping(
      path = "/v1/plans:dry-run",
      consumes = {"application/json", "application/yaml"},
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Try a plan: no provider, no cost, nothing stored",
      description =
          """
          Runs the plan to its end with the answers that the body says, and made-up ones where it \
          says none (`sampled`): a sample of the agent's schema or a text, an empty answer of a \
          tool. Gates go GO unless told otherwise, waits end at once, failures are those that are \
          told. Choices, conditions, maps, loops, subplans and expressions are worked out as in a \
          run; as long as nothing was made up, the arguments of a tool are checked against its \
          schema. At most 20,000 steps, those of items and turns counted each, 4 s of work. Problems of \
          the plan are those of a submission, with pointers into the plan; of the other fields \
          422 DRY_RUN_INVALID, with pointers into the body.\
          """)
  @io.swagger.v3.oas.annotations.parameters.RequestBody(
      required = true,
      content = {
        @Content(
            mediaType = "application/json",
            schema = @Schema(implementation = DryRunDocument.class),
            examples = @ExampleObject(name = "A post, rejected", value = DryRunDocument.JSON)),
        @Content(
            mediaType = "application/yaml",
            schema = @Schema(implementation = DryRunDocument.class))
      })
  Mono<DryRun> dryRun(
      @AuthenticationPrincipal Caller caller,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    return door.parse(caller.tenant(), body, type)
        .flatMap(document -> door.part(caller.tenant(), document, DryRunController::plan))
        .flatMap(part ->
            door.check(caller, part.plan())
                .flatMap(checked ->
                    checked.problems().isEmpty()
                        ? tried(caller, part.whole(), checked)
                        : Mono.error(PlanDoor.invalid(checked.problems()))));
  }

  private Mono<DryRun> tried(Caller caller, Map<?, ?> body, PlanDoor.Checked checked) {
    return threads
        .run(caller.tenant(), () -> rehearse(body, checked))
        .zipWith(warnings.of(caller, checked), DryRun::of);
  }

  private static @Nullable Object plan(@Nullable Object tree) {
    if (!(tree instanceof Map<?, ?> map)) {
      throw invalid(
          List.of(
              new Problem(
                  Problem.Code.WRONG_TYPE,
                  "",
                  "Send an object with `plan`, such as {\"plan\": {…}}.")));
    }
    if (!map.containsKey(MockReader.PLAN)) {
      throw invalid(
          List.of(
              new Problem(
                  Problem.Code.MISSING_FIELD,
                  "",
                  "`plan` is missing; put the plan there, and beside it what the world answers.")));
    }
    return map.get(MockReader.PLAN);
  }

  private static Rehearsed rehearse(Map<?, ?> body, PlanDoor.Checked checked) {
    long end = THREADS.getCurrentThreadCpuTime() + LIMIT.toNanos();
    try {
      return WorkTime.within(
          () -> THREADS.getCurrentThreadCpuTime() > end || Thread.currentThread().isInterrupted(),
          () -> run(body, checked));
    } catch (RehearsalTooLarge e) {
      throw tooLarge(String.valueOf(e.getMessage()));
    } catch (WorkTime.OverException e) {
      throw tooLarge(
          "The dry run takes over "
              + LIMIT.toSeconds()
              + " s of work; give it shorter lists and texts.");
    }
  }

  private static Rehearsed run(Map<?, ?> body, PlanDoor.Checked checked) {
    Plan plan = PlanFormats.filled(checked.reading().plan(), checked.usable());
    SchemaCheck schemas = schemas();
    MockReader.Reading said = MockReader.read(body, plan, schemas);
    if (!said.problems().isEmpty()) {
      throw invalid(said.problems());
    }
    return Rehearsal.of(
        plan,
        checked.reading().input(),
        said.mocks(),
        (tool, arguments) ->
            checked
                .usable()
                .tool(tool)
                .map(spec -> schemas.problem(spec.input(), arguments))
                .orElse(""),
        Instant.now());
  }

  private static SchemaCheck schemas() {
    IdentityHashMap<Map<String, Object>, Optional<JsonSchema>> compiled = new IdentityHashMap<>();
    return (schema, value) ->
        compiled
            .computeIfAbsent(schema, JsonSchema::of)
            .map(known -> known.problem(value))
            .orElse("the step's output schema is no JSON Schema");
  }

  private static ApiProblem invalid(List<Problem> problems) {
    return ApiProblem.of(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "DRY_RUN_INVALID",
        problems.size() == 1
            ? "The dry run has a problem."
            : "The dry run has " + problems.size() + " problems.",
        problems);
  }

  private static ApiProblem tooLarge(String detail) {
    return ApiProblem.of(HttpStatus.UNPROCESSABLE_CONTENT, "DRY_RUN_TOO_LARGE", detail);
  }
}
