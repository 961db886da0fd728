package dev.cadre.api.tenant;

import dev.cadre.api.access.AccountBody;
import dev.cadre.api.access.AccountDesk;
import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Fields;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.stores.agent.Catalogues;
import dev.cadre.stores.audit.AuditLog;
import dev.cadre.stores.tenant.ModelAddresses;
import dev.cadre.stores.tenant.NewTenant;
import dev.cadre.stores.tenant.Onboarding;
import dev.cadre.stores.tenant.TenantChange;
import dev.cadre.stores.tenant.TenantRead;
import dev.cadre.stores.tenant.Tenants;
import dev.cadre.workflows.access.ApiKey;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.runtime.Uuid7;
import dev.cadre.workflows.tenant.TenantId;
import dev.cadre.workflows.tenant.TenantStatus;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** All tenants, for those who operate the installation. They see no tenant's plans or accounts. */
@RestController
@Tag(name = "Tenants")
class OperatingController {

  private static final int PAGE = 50;

  private final Tenants tenants;
  private final Onboarding onboarding;
  private final AccountDesk desk;
  private final Catalogues catalogues;
  private final ModelAddresses addresses;
  private final AuditLog audit;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * A tenant that was just made.
   *
   * @param adminKey its admin's first API key; it is not kept and never shown again
   */
  record Made(TenantView tenant, String admin, String adminKey) {

    @Override
    public String toString() {
      return "Made[" + tenant.id() + "]";
    }
  }

  OperatingController(
      Tenants tenants,
      Onboarding onboarding,
      AccountDesk desk,
      Catalogues catalogues,
      ModelAddresses addresses,
      AuditLog audit,
      Clock clock) {
    this.audit = audit;
    this.tenants = tenants;
    this.onboarding = onboarding;
    this.desk = desk;
    this.catalogues = catalogues;
    this.addresses = addresses;
    this.clock = clock;
  }

  @Requires(Permission.TENANTS_OPERATE)
  @PostMapping(
      path = "/v1/tenants",
      consumes = {"application/json", "application/yaml"},
      produces = "application/json")
  @Operation(
      summary = "Make a tenant with its admin, models, permits and budget: all of it or nothing")
  Mono<ResponseEntity<Made>> make(
      @AuthenticationPrincipal Caller caller,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    Fields fields = Fields.of(body, type);
    return catalogues
        .now()
        .map(catalogue -> TenantBody.read(fields, catalogue, addresses))
        .flatMap(ordered -> make(caller, ordered));
  }

  private Mono<ResponseEntity<Made>> make(Caller caller, TenantBody.Ordered ordered) {
    TenantId id = new TenantId(Uuid7.of(clock.millis(), random));
    return desk.prepared(ordered.admin())
        .map(admin ->
            new NewTenant(
                id,
                ordered.name(),
                ordered.domain(),
                ordered.planTier(),
                ordered.region(),
                ordered.timeZone(),
                ordered.privacy(),
                ordered.budget(),
                ordered.permits(),
                admin,
                ordered.models()))
        .flatMap(tenant -> onboarding.make(tenant, caller.operator()))
        .delayUntil(_ -> told(caller, "tenant.create", id))
        .flatMap(key -> tenants.one(id).map(made -> made(made, ordered.admin(), key)));
  }

  /** In the operating tenant's own log; the other tenant's has it with the change itself. */
  private Mono<Void> told(Caller caller, String action, TenantId tenant) {
    return audit.write(
        caller.tenant(), caller.by().done(clock.instant(), action, "tenant", tenant.toString()));
  }

  private static ResponseEntity<Made> made(TenantRead made, AccountBody admin, ApiKey key) {
    return ResponseEntity.status(HttpStatus.CREATED)
        .header("Location", "/v1/tenants/" + made.id())
        .cacheControl(CacheControl.noStore())
        .body(new Made(TenantView.of(made), admin.name(), key.text()));
  }

  @Requires(Permission.TENANTS_OPERATE)
  @GetMapping(path = "/v1/tenants", produces = "application/json")
  @Operation(summary = "List tenants, newest first")
  Mono<TenantView.Page> list(
      @RequestParam(defaultValue = "") String cursor,
      @Parameter(description = "1 to 200") @RequestParam(defaultValue = "") String limit) {
    int size = Parameters.limit(limit, PAGE);
    UUID before = Parameters.cursor(cursor);
    return tenants
        .page(before == null ? null : new TenantId(before), size + 1)
        .map(found -> page(found, size));
  }

  private static TenantView.Page page(List<TenantRead> found, int size) {
    String next = found.size() > size ? Parameters.cursor(found.get(size - 1).id().value()) : null;
    return new TenantView.Page(found.stream().limit(size).map(TenantView::of).toList(), next);
  }

  @Requires(Permission.TENANTS_OPERATE)
  @GetMapping(path = "/v1/tenants/{tenant}", produces = "application/json")
  @Operation(summary = "Read a tenant")
  Mono<TenantView> one(@PathVariable String tenant) {
    return tenants
        .one(Parameters.tenant(tenant))
        .map(TenantView::of)
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("tenant")));
  }

  @Requires(Permission.TENANTS_OPERATE)
  @PostMapping(
      path = "/v1/tenants/{tenant}:{order:suspend|activate|close}",
      produces = "application/json")
  @Operation(
      summary = "Suspend a tenant, let it close, or make it active again",
      description =
          "Suspended, it starts nothing: no plan and no step; what it has can be read. Closing, it"
              + " takes no new plans. Each can be undone by another.")
  Mono<TenantView> order(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String tenant,
      @PathVariable String order) {
    TenantId id = Parameters.tenant(tenant);
    TenantStatus status =
        switch (order.toLowerCase(Locale.ROOT)) {
          case "suspend" -> TenantStatus.SUSPENDED;
          case "close" -> TenantStatus.CLOSING;
          default -> TenantStatus.ACTIVE;
        };
    if (id.equals(caller.tenant())) {
      throw ApiProblem.of(
          HttpStatus.CONFLICT,
          "OPERATING_TENANT",
          "This tenant operates the installation; it stays active.");
    }
    return tenants
        .change(id, caller.operator(), null, TenantChange.to(status))
        .delayUntil(_ -> told(caller, "tenant." + order, id))
        .map(TenantView::of)
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("tenant")));
  }
}
