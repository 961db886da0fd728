package dev.cadre.api.agent;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.Fields;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.stores.agent.CatalogueEdits;
import dev.cadre.stores.agent.CatalogueSnapshot;
import dev.cadre.stores.agent.Catalogues;
import dev.cadre.stores.tool.BaseTypes;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.tool.ToolSpec;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The catalogue as one document, to be kept, compared and brought elsewhere. */
@RestController
@Tag(name = "Catalogue")
class CatalogueController {

  private final Catalogues catalogues;
  private final CatalogueEdits edits;
  private final BaseTypes types;

  /** All agents and tools in their newest versions, without the retired. */
  record Document(List<AgentSpec> agents, List<ToolSpec> tools) {}

  /** What an import has changed, or would. */
  record Imported(boolean dryRun, List<String> added, List<String> changed, int same) {}

  CatalogueController(Catalogues catalogues, CatalogueEdits edits, BaseTypes types) {
    this.catalogues = catalogues;
    this.edits = edits;
    this.types = types;
  }

  @Requires(Permission.CATALOGUE_READ)
  @GetMapping(path = "/v1/catalogue", produces = "application/json")
  @Operation(summary = "Export all agents and tools as one document")
  Mono<Document> export() {
    return catalogues.now().map(CatalogueController::document);
  }

  private static Document document(CatalogueSnapshot now) {
    return new Document(
        now.agents().stream().sorted(Comparator.comparing(AgentSpec::name)).toList(),
        now.tools().stream().sorted(Comparator.comparing(ToolSpec::name)).toList());
  }

  @Requires(Permission.CATALOGUE_MANAGE)
  @PostMapping(
      path = "/v1/catalogue:import",
      consumes = {"application/json", "application/yaml"},
      produces = "application/json")
  @Operation(
      summary = "Import `agents` and `tools`, as an export gives them: all of them or none",
      description =
          "What is new is made, what differs gets a new version, what is so already is left alone;"
              + " nothing is taken away.")
  Mono<Imported> bring(
      @AuthenticationPrincipal Caller caller,
      @Parameter(description = "true: only say what would change") @RequestParam(defaultValue = "")
          String dryRun,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    boolean dry = Boolean.TRUE.equals(Parameters.flag("dryRun", dryRun));
    Fields fields = Fields.of(body, type);
    return Mono.zip(catalogues.now(), types.all())
        .map(found -> CatalogueBody.read(fields, found.getT1(), found.getT2()))
        .delayUntil(read ->
            dry || read.changes().isEmpty()
                ? Mono.empty()
                : edits.put(Editors.of(caller), read.changes()))
        .map(read -> new Imported(dry, read.added(), read.changed(), read.same()));
  }
}
