package dev.cadre.api.plan;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.stores.plan.PlanReads;
import dev.cadre.stores.plan.StepReads;
import dev.cadre.stores.runtime.Json;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.plan.PlanId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Draws plans. */
@RestController
@Tag(name = "Plans")
class GraphController {

  private static final MediaType SVG = new MediaType("image", "svg+xml", StandardCharsets.UTF_8);
  private static final MediaType MERMAID =
      new MediaType("text", "vnd.mermaid", StandardCharsets.UTF_8);

  private final PlanReads plans;
  private final StepReads steps;

  GraphController(PlanReads plans, StepReads steps) {
    this.plans = plans;
    this.steps = steps;
  }

  @Requires(Permission.PLAN_READ)
  @GetMapping("/v1/plans/{plan}/graph")
  @Operation(summary = "Draw a plan with the states of its steps")
  @ApiResponse(
      responseCode = "200",
      description = "The graph",
      content = {
        @Content(mediaType = "application/json", schema = @Schema(implementation = Graph.class)),
        @Content(mediaType = "image/svg+xml", schema = @Schema(type = "string")),
        @Content(mediaType = "text/vnd.mermaid", schema = @Schema(type = "string"))
      })
  Mono<ResponseEntity<byte[]>> graph(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String plan,
      @Parameter(
              description = "json, mermaid or svg; by default as Accept says",
              schema = @Schema(allowableValues = {"json", "mermaid", "svg"}))
          @RequestParam(defaultValue = "")
          String format,
      @Parameter(hidden = true) @RequestHeader HttpHeaders headers) {
    PlanId id = Parameters.plan(plan);
    MediaType type = type(format, headers.getAccept());
    return plans
        .definition(caller.tenant(), id)
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("plan")))
        .zipWhen(_ -> steps.all(caller.tenant(), id))
        .map(found -> Graph.of(found.getT1(), found.getT2()))
        .map(graph -> ResponseEntity.ok().contentType(type).body(body(graph, type)));
  }

  private static MediaType type(String format, List<MediaType> accept) {
    return switch (format) {
      case "json" -> MediaType.APPLICATION_JSON;
      case "svg" -> SVG;
      case "mermaid" -> MERMAID;
      case "" -> {
        if (accept.stream().anyMatch(type -> type.isCompatibleWith(MediaType.APPLICATION_JSON))) {
          yield MediaType.APPLICATION_JSON;
        }
        yield accept.stream().anyMatch(type -> type.equalsTypeAndSubtype(MERMAID))
            ? MERMAID
            : accept.stream().anyMatch(type -> type.equalsTypeAndSubtype(SVG))
                ? SVG
                : MediaType.APPLICATION_JSON;
      }
      default -> throw ApiProblem.parameter("format", "is one of " + GraphPicture.formats() + ".");
    };
  }

  private static byte[] body(Graph graph, MediaType type) {
    if (type.equals(SVG)) {
      return new GraphPicture(graph).svg().getBytes(StandardCharsets.UTF_8);
    }
    return type.equals(MERMAID)
        ? graph.mermaid().getBytes(StandardCharsets.UTF_8)
        : Json.bytes(graph);
  }
}
