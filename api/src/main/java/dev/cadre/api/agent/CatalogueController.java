package dev.cadre.api.agent;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.stores.agent.FileCatalogue;
import dev.cadre.stores.llm.WorkerLeases;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.llm.ModelSpec;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What the steps of a plan may name. */
@RestController
@Tag(name = "Catalogue")
class CatalogueController {

  private final FileCatalogue catalogue;
  private final WorkerLeases leases;
  private final PermittedCatalogues permitted;

  /** A list without further pages. */
  record Items<T>(List<T> items, @Nullable String next) {}

  /** An agent, named in a step's {@code agent}. */
  record AgentView(
      String name,
      int version,
      String title,
      String department,
      String description,
      List<String> route) {}

  /**
   * A model, named in a {@code route}.
   *
   * @param callable whether a worker can call its provider now
   */
  record ModelView(
      String target,
      String provider,
      String model,
      boolean isDefault,
      boolean callable,
      String tier,
      int contextWindow,
      @Nullable Integer maxOutput,
      @Nullable String inputUsdPerMillion,
      @Nullable String outputUsdPerMillion,
      List<String> capabilities) {}

  /** A tool, named in a step's {@code tool}. */
  record ToolView(
      String name,
      String description,
      List<String> required,
      List<String> optional,
      boolean idempotent) {}

  CatalogueController(FileCatalogue catalogue, WorkerLeases leases, PermittedCatalogues permitted) {
    this.catalogue = catalogue;
    this.leases = leases;
    this.permitted = permitted;
  }

  @Requires(Permission.CATALOGUE_READ)
  @GetMapping("/v1/agents")
  @Operation(summary = "Agents that a step may name, of those that your tenant may use")
  Mono<Items<AgentView>> agents(@AuthenticationPrincipal Caller caller) {
    return permitted.of(caller.tenant()).map(CatalogueController::agents);
  }

  private static Items<AgentView> agents(FileCatalogue usable) {
    return new Items<>(
        usable.agents().stream()
            .map(agent ->
                new AgentView(
                    agent.name(),
                    agent.version(),
                    agent.title(),
                    agent.department(),
                    agent.description(),
                    agent.route()))
            .sorted(Comparator.comparing(AgentView::name))
            .toList(),
        null);
  }

  @Requires(Permission.CATALOGUE_READ)
  @GetMapping("/v1/models")
  @Operation(summary = "Models that a route may name, and whether a worker can call them now")
  Mono<Items<ModelView>> models() {
    return leases.last().defaultIfEmpty(Set.of()).map(this::models);
  }

  private Items<ModelView> models(Set<String> callable) {
    return new Items<>(
        catalogue.models().stream()
            .map(model -> view(model, callable))
            .sorted(Comparator.comparing(ModelView::target))
            .toList(),
        null);
  }

  private ModelView view(ModelSpec model, Set<String> callable) {
    return new ModelView(
        model.target(),
        model.provider(),
        model.model(),
        catalogue.defaultModel(model.provider()).filter(model::equals).isPresent(),
        callable.contains(model.provider()),
        model.tier(),
        model.contextWindow(),
        model.maxOutput(),
        plain(model.inputUsdPerMillion()),
        plain(model.outputUsdPerMillion()),
        model.capabilities().stream().sorted().toList());
  }

  private static @Nullable String plain(@Nullable BigDecimal amount) {
    return amount == null ? null : amount.toPlainString();
  }

  @Requires(Permission.CATALOGUE_READ)
  @GetMapping("/v1/tools")
  @Operation(summary = "Tools that a step may name, of those that your tenant may use")
  Mono<Items<ToolView>> tools(@AuthenticationPrincipal Caller caller) {
    return permitted.of(caller.tenant()).map(CatalogueController::tools);
  }

  private static Items<ToolView> tools(FileCatalogue usable) {
    return new Items<>(
        usable.tools().stream()
            .map(tool ->
                new ToolView(
                    tool.name(),
                    tool.description(),
                    List.copyOf(tool.required()),
                    tool.arguments().stream()
                        .filter(name -> !tool.required().contains(name))
                        .toList(),
                    tool.idempotent()))
            .sorted(Comparator.comparing(ToolView::name))
            .toList(),
        null);
  }
}
