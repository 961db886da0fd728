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
import dev.cadre.stores.tool.BaseTypes;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.tool.ToolSpec;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
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

/** Tools: to look around among them, and to change them. */
@RestController
@Tag(name = "Catalogue")
class ToolController {

  private final Shelves shelves;
  private final Catalogues catalogues;
  private final CatalogueEdits edits;
  private final BaseTypes types;

  /** A tool, whole. */
  record ToolDetail(
      Shelf.ToolView tool,
      Map<String, @Nullable Object> config,
      Map<String, Object> input,
      boolean edited,
      boolean retired) {}

  /** The base types that workers have. */
  record Types(List<BaseTypes.BaseType> items) {}

  ToolController(Shelves shelves, Catalogues catalogues, CatalogueEdits edits, BaseTypes types) {
    this.shelves = shelves;
    this.catalogues = catalogues;
    this.edits = edits;
    this.types = types;
  }

  @Requires(Permission.CATALOGUE_READ)
  @GetMapping(path = "/v1/tools", produces = "application/json")
  @Operation(summary = "List tools by name; each says whether it may be used now, and why not")
  Mono<Page<Shelf.ToolView>> list(
      @AuthenticationPrincipal Caller caller,
      @RequestParam(defaultValue = "") String type,
      @Parameter(description = "true or false: whether models may ask for it")
          @RequestParam(defaultValue = "")
          String offered,
      @Parameter(description = "true or false") @RequestParam(defaultValue = "") String usable,
      @Parameter(description = "true: also what your tenant may not use")
          @RequestParam(defaultValue = "")
          String all,
      @RequestParam(defaultValue = "") String cursor,
      @Parameter(description = "1 to 200") @RequestParam(defaultValue = "") String limit) {
    Boolean toModels = Parameters.flag("offered", offered);
    Boolean now = Parameters.flag("usable", usable);
    boolean whole = Boolean.TRUE.equals(Parameters.flag("all", all));
    return shelves
        .of(caller)
        .map(shelf ->
            Page.of(
                shelf
                    .tools(whole)
                    .filter(tool -> type.isEmpty() || type.equals(tool.type()))
                    .filter(tool -> toModels == null || toModels == tool.offered())
                    .filter(tool -> now == null || now == tool.usable()),
                Shelf.ToolView::name,
                cursor,
                limit));
  }

  @Requires(Permission.CATALOGUE_READ)
  @GetMapping(path = "/v1/tool-types", produces = "application/json")
  @Operation(summary = "List the base types of tools, with the schemas of their configurations")
  Mono<Types> types() {
    return types.all().map(Types::new);
  }

  @Requires(Permission.CATALOGUE_READ)
  @GetMapping(path = "/v1/tools/{name}", produces = "application/json")
  @Operation(summary = "Read a tool whole")
  Mono<ResponseEntity<ToolDetail>> read(
      @AuthenticationPrincipal Caller caller, @PathVariable String name) {
    return catalogues
        .one(Kind.TOOL, name)
        .switchIfEmpty(none())
        .flatMap(item -> whole(HttpStatus.OK, caller, item));
  }

  private Mono<ResponseEntity<ToolDetail>> whole(
      HttpStatus status, Caller caller, CatalogueItem item) {
    ToolSpec tool = item.tool();
    return shelves
        .of(caller)
        .map(shelf ->
            ResponseEntity.status(status)
                .eTag(Versions.tag(item.version()))
                .body(
                    new ToolDetail(
                        shelf.view(tool),
                        tool.config(),
                        tool.input(),
                        item.edited(),
                        item.retired())));
  }

  @Requires(Permission.CATALOGUE_MANAGE)
  @PostMapping(
      path = "/v1/tools",
      consumes = {"application/json", "application/yaml"},
      produces = "application/json")
  @Operation(
      summary = "Make a tool of a base type, for every tenant",
      description =
          "A tenant whose permits are LISTED may use it once it is among them; a model asks for it"
              + " if its agent has it.")
  Mono<ResponseEntity<ToolDetail>> add(
      @AuthenticationPrincipal Caller caller,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    Fields fields = Fields.of(body, type);
    return types
        .all()
        .map(known -> ToolBody.read(fields, null, known))
        .flatMap(spec -> edits.add(Editors.of(caller), new CatalogueEdits.Change(Kind.TOOL, spec)))
        .flatMap(item -> whole(HttpStatus.CREATED, caller, item));
  }

  @Requires(Permission.CATALOGUE_MANAGE)
  @PutMapping(
      path = "/v1/tools/{name}",
      consumes = {"application/json", "application/yaml"},
      produces = "application/json")
  @Operation(
      summary = "Replace a tool by a new version; needs If-Match",
      description = "Plans that run keep the version that they started with.")
  Mono<ResponseEntity<ToolDetail>> replace(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String name,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    int version = Versions.of(ifMatch);
    Fields fields = Fields.of(body, type);
    return types
        .all()
        .map(known -> ToolBody.read(fields, name, known))
        .flatMap(spec ->
            edits.replace(Editors.of(caller), new CatalogueEdits.Change(Kind.TOOL, spec), version))
        .switchIfEmpty(none())
        .flatMap(item -> whole(HttpStatus.OK, caller, item));
  }

  private static <T> Mono<T> none() {
    return Mono.error(() -> ApiProblem.notFound("tool"));
  }
}
