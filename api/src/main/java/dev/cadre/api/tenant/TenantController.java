package dev.cadre.api.tenant;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Fields;
import dev.cadre.api.runtime.Versions;
import dev.cadre.stores.agent.Catalogues;
import dev.cadre.stores.tenant.ModelAddresses;
import dev.cadre.stores.tenant.ModelConfigurations;
import dev.cadre.stores.tenant.ModelRead;
import dev.cadre.stores.tenant.NewModel;
import dev.cadre.stores.tenant.Permits;
import dev.cadre.stores.tenant.TenantChange;
import dev.cadre.stores.tenant.TenantRead;
import dev.cadre.stores.tenant.Tenants;
import dev.cadre.workflows.access.Permission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The caller's own tenant. */
@RestController
@Tag(name = "Tenant")
class TenantController {

  private final Tenants tenants;
  private final ModelConfigurations models;
  private final Catalogues catalogues;
  private final ModelAddresses addresses;

  /** All of a tenant's model configurations, by name. */
  record Models(List<ModelRead> items) {}

  TenantController(
      Tenants tenants,
      ModelConfigurations models,
      Catalogues catalogues,
      ModelAddresses addresses) {
    this.tenants = tenants;
    this.models = models;
    this.catalogues = catalogues;
    this.addresses = addresses;
  }

  @Requires(Permission.TENANT_READ)
  @GetMapping(path = "/v1/tenant", produces = "application/json")
  @Operation(summary = "Read your tenant")
  Mono<ResponseEntity<TenantView>> read(@AuthenticationPrincipal Caller caller) {
    return tenants.one(caller.tenant()).map(TenantController::whole);
  }

  @Requires(Permission.TENANT_MANAGE)
  @PatchMapping(path = "/v1/tenant", consumes = "application/json", produces = "application/json")
  @Operation(summary = "Change your tenant's settings; needs If-Match")
  Mono<ResponseEntity<TenantView>> change(
      @AuthenticationPrincipal Caller caller,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    int version = Versions.of(ifMatch);
    Fields fields = Fields.of(body, type);
    TenantChange change = TenantBody.change(fields);
    fields.end();
    return tenants
        .change(caller.tenant(), caller.by(), version, change)
        .map(TenantController::whole);
  }

  @Requires(Permission.TENANT_READ)
  @GetMapping(path = "/v1/tenant/permits", produces = "application/json")
  @Operation(summary = "Read which agents and tools your tenant may use")
  Mono<Permits> permits(@AuthenticationPrincipal Caller caller) {
    return tenants.permits(caller.tenant());
  }

  @Requires(Permission.TENANT_MANAGE)
  @PutMapping(
      path = "/v1/tenant/permits",
      consumes = "application/json",
      produces = "application/json")
  @Operation(
      summary = "Replace which `agents` and `tools` your tenant may use; an empty object: all",
      description = "Plans that run keep what they started with.")
  Mono<Permits> setPermits(
      @AuthenticationPrincipal Caller caller,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    Fields fields = Fields.of(body, type);
    return catalogues
        .now()
        .map(catalogue -> {
          Permits permits = TenantBody.permits(fields, catalogue);
          fields.end();
          return permits;
        })
        .flatMap(permits -> tenants.setPermits(caller.tenant(), caller.by(), permits));
  }

  @Requires(Permission.TENANT_READ)
  @GetMapping(path = "/v1/tenant/models", produces = "application/json")
  @Operation(
      summary = "List the models that your tenant pays for itself, with their addresses; no keys")
  Mono<Models> models(@AuthenticationPrincipal Caller caller) {
    return models.all(caller.tenant()).map(Models::new);
  }

  @Requires(Permission.TENANT_MANAGE)
  @PostMapping(
      path = "/v1/tenant/models",
      consumes = "application/json",
      produces = "application/json")
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      summary = "Add a model configuration; its key is stored sealed and never shown",
      description =
          "With `baseUrl` it is called there, in its provider's dialect: a server of your own, or a"
              + " proxy. Then `apiKey` may be left out. `openai-compatible` needs one. The address is"
              + " https and public, unless the operator allows its origin.")
  Mono<ModelRead> addModel(
      @AuthenticationPrincipal Caller caller,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    Fields fields = Fields.of(body, type);
    return catalogues
        .now()
        .map(catalogue -> {
          NewModel model = OwnModelBody.read(fields, catalogue, addresses);
          fields.end();
          return model;
        })
        .flatMap(model -> models.add(caller.tenant(), caller.by(), model));
  }

  @Requires(Permission.TENANT_MANAGE)
  @PostMapping(path = "/v1/tenant/models/{model}:make-default", produces = "application/json")
  @Operation(summary = "Make a model configuration the default")
  Mono<ModelRead> makeDefault(@AuthenticationPrincipal Caller caller, @PathVariable String model) {
    return models.makeDefault(caller.tenant(), caller.by(), model).switchIfEmpty(noModel());
  }

  @Requires(Permission.TENANT_MANAGE)
  @DeleteMapping(path = "/v1/tenant/models/{model}", produces = "application/json")
  @Operation(summary = "Delete a model configuration and its key")
  Mono<ModelRead> deleteModel(@AuthenticationPrincipal Caller caller, @PathVariable String model) {
    return models.delete(caller.tenant(), caller.by(), model).switchIfEmpty(noModel());
  }

  private static Mono<ModelRead> noModel() {
    return Mono.error(() -> ApiProblem.notFound("model configuration"));
  }

  private static ResponseEntity<TenantView> whole(TenantRead read) {
    return ResponseEntity.ok().eTag(Versions.tag(read.version())).body(TenantView.of(read));
  }
}
