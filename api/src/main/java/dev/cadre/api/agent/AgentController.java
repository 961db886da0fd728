package dev.cadre.api.agent;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Fields;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.api.runtime.Versions;
import dev.cadre.stores.agent.CatalogueEdits;
import dev.cadre.stores.agent.CatalogueItem;
import dev.cadre.stores.agent.CatalogueItem.Kind;
import dev.cadre.stores.agent.Catalogues;
import dev.cadre.stores.tool.ToolNeeds;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.agent.AgentSpec;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Agents: to look around among them, and to change them. */
@RestController
@Tag(name = "Catalogue")
class AgentController {

  private final Shelves shelves;
  private final Catalogues catalogues;
  private final CatalogueEdits edits;

  /**
   * An agent, whole.
   *
   * @param edited whether it was changed here after it had shipped
   * @param toolStates each of its tools, and why it may not be used
   * @param integrations the credentials that its tools show
   */
  record AgentDetail(
      Shelf.AgentView agent,
      String instructions,
      @Nullable Double temperature,
      boolean edited,
      boolean retired,
      List<ToolState> toolStates,
      List<ToolNeeds.Integration> integrations) {}

  /** A tool of an agent; {@code why} is null where it may be used. */
  record ToolState(String name, @Nullable String why) {}

  AgentController(Shelves shelves, Catalogues catalogues, CatalogueEdits edits) {
    this.shelves = shelves;
    this.catalogues = catalogues;
    this.edits = edits;
  }

  @Requires(Permission.CATALOGUE_READ)
  @GetMapping(path = "/v1/agents", produces = "application/json")
  @Operation(
      summary = "List agents by name; each says whether a step may name it now, and why not",
      description = "`q` is looked for in name, title, description and capabilities.")
  Mono<Page<Shelf.AgentView>> list(
      @AuthenticationPrincipal Caller caller,
      @RequestParam(defaultValue = "") String department,
      @Parameter(description = "0, 1 or 2") @RequestParam(defaultValue = "") String level,
      @RequestParam(defaultValue = "") String capability,
      @RequestParam(defaultValue = "") String q,
      @Parameter(description = "true or false") @RequestParam(defaultValue = "") String usable,
      @Parameter(description = "true: also what your tenant may not use")
          @RequestParam(defaultValue = "")
          String all,
      @RequestParam(defaultValue = "") String cursor,
      @Parameter(description = "1 to 200") @RequestParam(defaultValue = "") String limit) {
    AgentFilter filter = AgentFilter.of(department, level, capability, q, usable);
    boolean whole = Boolean.TRUE.equals(Parameters.flag("all", all));
    return shelves
        .of(caller)
        .map(shelf ->
            Page.of(shelf.agents(whole).filter(filter), Shelf.AgentView::name, cursor, limit));
  }

  @Requires(Permission.CATALOGUE_READ)
  @GetMapping(path = "/v1/agents/{name}", produces = "application/json")
  @Operation(summary = "Read an agent whole, with what it is told and the state of its tools")
  Mono<ResponseEntity<AgentDetail>> read(
      @AuthenticationPrincipal Caller caller, @PathVariable String name) {
    return catalogues
        .one(Kind.AGENT, name)
        .flatMap(item -> detail(caller, item))
        .switchIfEmpty(Mono.defer(() -> activated(caller, name)));
  }

  /** An agent under a name of its tenant's own. */
  private Mono<ResponseEntity<AgentDetail>> activated(Caller caller, String name) {
    return shelves
        .of(caller)
        .flatMap(shelf ->
            Mono.justOrEmpty(shelf.catalogue().agent(name))
                .map(agent -> whole(HttpStatus.OK, shelf, agent, false, false)))
        .switchIfEmpty(none());
  }

  private Mono<ResponseEntity<AgentDetail>> detail(Caller caller, CatalogueItem item) {
    return shelves.of(caller).map(shelf -> whole(HttpStatus.OK, shelf, item));
  }

  private static ResponseEntity<AgentDetail> whole(
      HttpStatus status, Shelf shelf, CatalogueItem item) {
    return whole(status, shelf, item.agent(), item.edited(), item.retired());
  }

  private static ResponseEntity<AgentDetail> whole(
      HttpStatus status, Shelf shelf, AgentSpec agent, boolean edited, boolean retired) {
    List<ToolState> tools =
        agent.tools().stream()
            .map(tool -> new ToolState(tool, shelf.why(tool).orElse(null)))
            .toList();
    return ResponseEntity.status(status)
        .eTag(Versions.tag(agent.version()))
        .body(
            new AgentDetail(
                shelf.view(agent),
                agent.instructions(),
                agent.temperature(),
                edited,
                retired,
                tools,
                shelf.integrations(agent)));
  }

  @Requires(Permission.CATALOGUE_MANAGE)
  @PostMapping(
      path = "/v1/agents",
      consumes = {"application/json", "application/yaml"},
      produces = "application/json")
  @Operation(summary = "Make an agent, for every tenant")
  Mono<ResponseEntity<AgentDetail>> add(
      @AuthenticationPrincipal Caller caller,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    Fields fields = Fields.of(body, type);
    return catalogues
        .now()
        .map(catalogue -> AgentBody.read(fields, null, catalogue))
        .flatMap(spec -> edits.add(Editors.of(caller), new CatalogueEdits.Change(Kind.AGENT, spec)))
        .flatMap(item -> shelves.of(caller).map(shelf -> whole(HttpStatus.CREATED, shelf, item)));
  }

  @Requires(Permission.CATALOGUE_MANAGE)
  @PutMapping(
      path = "/v1/agents/{name}",
      consumes = {"application/json", "application/yaml"},
      produces = "application/json")
  @Operation(
      summary = "Replace an agent by a new version; needs If-Match",
      description = "Plans that run keep the version that they started with.")
  Mono<ResponseEntity<AgentDetail>> replace(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String name,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    int version = Versions.of(ifMatch);
    Fields fields = Fields.of(body, type);
    return catalogues
        .now()
        .map(catalogue -> AgentBody.read(fields, name, catalogue))
        .flatMap(spec ->
            edits.replace(Editors.of(caller), new CatalogueEdits.Change(Kind.AGENT, spec), version))
        .switchIfEmpty(none())
        .flatMap(item -> detail(caller, item));
  }

  private static <T> Mono<T> none() {
    return Mono.error(() -> ApiProblem.notFound("agent"));
  }
}
