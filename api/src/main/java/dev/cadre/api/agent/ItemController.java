package dev.cadre.api.agent;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.stores.agent.CatalogueEdits;
import dev.cadre.stores.agent.CatalogueItem;
import dev.cadre.stores.agent.CatalogueItem.Kind;
import dev.cadre.stores.agent.Catalogues;
import dev.cadre.workflows.access.Permission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What is the same of agents and tools: their versions, and whether new plans may name them. */
@RestController
@Tag(name = "Catalogue")
class ItemController {

  private final Catalogues catalogues;
  private final CatalogueEdits edits;

  /** All versions of an item, the newest first. */
  record Versions(List<Version> items) {}

  /**
   * One version.
   *
   * @param by the account that made it; null: it ships
   * @param spec the item as it was
   */
  record Version(int version, @Nullable String by, Instant at, Object spec) {}

  /** Where an item stands. */
  record Standing(String name, int version, boolean retired) {}

  ItemController(Catalogues catalogues, CatalogueEdits edits) {
    this.catalogues = catalogues;
    this.edits = edits;
  }

  @Requires(Permission.CATALOGUE_READ)
  @GetMapping(path = "/v1/{kind:agents|tools}/{name}/versions", produces = "application/json")
  @Operation(summary = "Read all versions of an agent or a tool, the newest first")
  Mono<Versions> versions(@PathVariable String kind, @PathVariable String name) {
    return catalogues
        .versions(kind(kind), name)
        .map(item -> new Version(item.version(), item.by(), item.at(), item.spec()))
        .collectList()
        .filter(found -> !found.isEmpty())
        .map(Versions::new)
        .switchIfEmpty(none(kind));
  }

  @Requires(Permission.CATALOGUE_MANAGE)
  @PostMapping(
      path = "/v1/{kind:agents|tools}/{name}:{order:retire|restore}",
      produces = "application/json")
  @Operation(
      summary = "Let no new plan name an agent or a tool, or let them again",
      description = "Plans that run keep it.")
  Mono<Standing> order(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String kind,
      @PathVariable String name,
      @PathVariable String order) {
    return edits
        .retire(Editors.of(caller), kind(kind), name, order.equals("retire"))
        .map(ItemController::standing)
        .switchIfEmpty(none(kind));
  }

  private static Standing standing(CatalogueItem item) {
    return new Standing(item.name(), item.version(), item.retired());
  }

  private static Kind kind(String word) {
    return word.equals("agents") ? Kind.AGENT : Kind.TOOL;
  }

  private static <T> Mono<T> none(String kind) {
    return Mono.error(() -> ApiProblem.notFound(kind.substring(0, kind.length() - 1)));
  }
}
