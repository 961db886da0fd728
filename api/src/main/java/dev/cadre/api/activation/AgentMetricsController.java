package dev.cadre.api.activation;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.agent.Page;
import dev.cadre.api.agent.Shelf;
import dev.cadre.api.agent.Shelves;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.stores.activation.AgentFigures;
import dev.cadre.stores.activation.AgentFigures.Figures;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.llm.Routes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** How the agents of a tenant do. */
@RestController
@Tag(name = "Activations")
class AgentMetricsController {

  private static final long STANDARD_HOURS = 720;
  private static final long MOST_HOURS = 24 * 366;

  private final AgentFigures figures;
  private final Shelves shelves;
  private final Clock clock;

  AgentMetricsController(AgentFigures figures, Shelves shelves, Clock clock) {
    this.figures = figures;
    this.shelves = shelves;
    this.clock = clock;
  }

  @Requires(Permission.PLAN_READ)
  @GetMapping(path = "/v1/agent-metrics", produces = "application/json")
  @Operation(
      summary = "List how your tenant's agents do, of those that were called or are to be",
      description = "By the names that steps call them by; the time looked at is 30 days.")
  Mono<Page<AgentMetrics>> list(
      @AuthenticationPrincipal Caller caller,
      @Parameter(description = "to look back; 720") @RequestParam(defaultValue = "") String hours,
      @RequestParam(defaultValue = "") String cursor,
      @Parameter(description = "1 to 200") @RequestParam(defaultValue = "") String limit) {
    Instant since = since(hours);
    return Mono.zip(figures.since(caller.tenant(), since, null), shelves.of(caller))
        .map(found ->
            Page.of(
                found.getT1().stream().map(one -> metrics(one, found.getT2())),
                AgentMetrics::name,
                cursor,
                limit));
  }

  @Requires(Permission.PLAN_READ)
  @GetMapping(path = "/v1/agent-metrics/{name}", produces = "application/json")
  @Operation(summary = "Read how an agent does, by the name that steps call it by")
  Mono<AgentMetrics> one(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String name,
      @Parameter(description = "to look back; 720") @RequestParam(defaultValue = "") String hours) {
    Instant since = since(hours);
    return Mono.zip(figures.since(caller.tenant(), since, name), shelves.of(caller))
        .map(found -> {
          Shelf shelf = found.getT2();
          if (found.getT1().isEmpty() && shelf.catalogue().agent(name).isEmpty()) {
            throw ApiProblem.notFound("agent");
          }
          return metrics(
              found.getT1().stream().findFirst().orElseGet(() -> Figures.none(name)), shelf);
        });
  }

  private Instant since(String hours) {
    long wanted = hours.isEmpty() ? STANDARD_HOURS : Parameters.number("hours", hours);
    if (wanted < 1 || wanted > MOST_HOURS) {
      throw ApiProblem.parameter("hours", "must be 1 to " + MOST_HOURS + ".");
    }
    return clock.instant().minus(Duration.ofHours(wanted));
  }

  private AgentMetrics metrics(Figures figures, Shelf shelf) {
    Optional<AgentSpec> agent = shelf.catalogue().agent(figures.name());
    boolean active = agent.isPresent() && shelf.catalogue().whyNot(figures.name()).isEmpty();
    boolean callable =
        agent
            .map(spec -> !Routes.resolve(spec.route(), shelf.catalogue()).targets().isEmpty())
            .orElse(false);
    return AgentMetrics.of(figures, AgentState.of(figures, active, callable, clock.instant()));
  }
}
