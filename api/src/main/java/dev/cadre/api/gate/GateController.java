package dev.cadre.api.gate;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Bodies;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.stores.gate.GateRead;
import dev.cadre.stores.gate.GateReads;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.GateId;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.plan.PlanId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Gates: what waits for a person, and the person's decision. */
@RestController
@Tag(name = "Gates")
class GateController {

  private static final int PAGE = 20;
  private static final Set<String> STATUSES = Set.of("OPEN", "CLOSED");

  private final GateReads gates;
  private final DecisionDoor door;
  private final Deciders deciders;

  /**
   * A gate, and what stands in its way.
   *
   * @param warning why nobody who is known can open it, and what to do; null when somebody can
   */
  record Whole(@JsonUnwrapped GateRead gate, @Nullable String warning) {}

  /** A page of gates, without the shown outputs and the decisions. */
  @Schema(name = "GatePage")
  record Page(List<GateRead> items, @Nullable String next) {}

  /** The shape of a decision, for the OpenAPI document; {@link DecisionBody} reads it. */
  @Schema(name = "Decision")
  record DecisionDocument(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Verdict decision,
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              description = "of the gate as it was read")
          String digest,
      @Schema(description = "ADJUST needs this or `output`") String comment,
      @Schema(description = "an edited output of the one shown step, with ADJUST") Object output,
      String option,
      @Schema(description = "shown steps that run again, with ADJUST") List<String> steps) {}

  GateController(GateReads gates, DecisionDoor door, Deciders deciders) {
    this.gates = gates;
    this.door = door;
    this.deciders = deciders;
  }

  @Requires(Permission.GATE_READ)
  @GetMapping(path = "/v1/gates", produces = "application/json")
  @Operation(summary = "List gates, newest first")
  Mono<Page> list(
      @AuthenticationPrincipal Caller caller,
      @Parameter(description = "open or closed") @RequestParam(defaultValue = "") String status,
      @Parameter(description = "a plan's id") @RequestParam(defaultValue = "") String plan,
      @RequestParam(defaultValue = "") String cursor,
      @Parameter(description = "1 to 200") @RequestParam(defaultValue = "") String limit) {
    int size = Parameters.limit(limit, PAGE);
    UUID before = Parameters.cursor(cursor);
    String wanted = status.toUpperCase(Locale.ROOT);
    if (!wanted.isEmpty() && !STATUSES.contains(wanted)) {
      throw ApiProblem.parameter("status", "is open or closed.");
    }
    var filter =
        new GateReads.Filter(
            wanted.isEmpty() ? null : wanted,
            plan.isEmpty() ? null : planOf(plan),
            before == null ? null : new GateId(before),
            size + 1);
    return gates.list(caller.tenant(), filter).map(found -> page(found, size));
  }

  private static PlanId planOf(String text) {
    try {
      return PlanId.of(text);
    } catch (IllegalArgumentException e) {
      throw ApiProblem.parameter("plan", "is not a plan's id.");
    }
  }

  private static Page page(List<GateRead> found, int size) {
    List<GateRead> items = found.stream().limit(size).toList();
    String next =
        found.size() > size ? Parameters.cursor(UUID.fromString(found.get(size - 1).id())) : null;
    return new Page(items, next);
  }

  @Requires(Permission.GATE_READ)
  @GetMapping(path = "/v1/gates/{gate}", produces = "application/json")
  @Operation(
      summary =
          "Read a gate: what is shown, its digest, its decisions, and a warning if nobody can decide it")
  Mono<Whole> one(@AuthenticationPrincipal Caller caller, @PathVariable String gate) {
    return gates
        .one(caller.tenant(), Parameters.gate(gate))
        .flatMap(read ->
            deciders
                .warning(caller.tenant(), read)
                .map(warning -> new Whole(read, warning))
                .defaultIfEmpty(new Whole(read, null)))
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("gate")));
  }

  @Requires(Permission.GATE_DECIDE)
  @PostMapping(
      path = "/v1/gates/{gate}/decisions",
      consumes = {"application/json", "application/yaml"},
      produces = "application/json")
  @Operation(
      summary = "Decide",
      description =
          "The same decision again gives the same answer. 403 outside the audience, 409 for another"
              + " digest, a closed gate or a second, different vote.")
  @io.swagger.v3.oas.annotations.parameters.RequestBody(
      required = true,
      description = "The decision",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = DecisionDocument.class),
              examples =
                  @ExampleObject(
                      value =
                          "{\"decision\": \"GO\", \"digest\": \"sha256:…\", \"comment\": \"Fine.\"}")))
  Mono<DecisionAnswer> decide(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String gate,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    return door.decide(caller, Parameters.gate(gate), DecisionBody.read(Bodies.tree(body, type)));
  }
}
