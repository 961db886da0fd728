package dev.cadre.api.tenant;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.stores.tenant.Impacts;
import dev.cadre.workflows.access.Permission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What an order would stop, before it is given. */
@RestController
class ImpactController {

  private final Impacts impacts;

  ImpactController(Impacts impacts) {
    this.impacts = impacts;
  }

  @Requires(Permission.TENANTS_OPERATE)
  @GetMapping(path = "/v1/tenants/{tenant}/impact", produces = "application/json")
  @Tag(name = "Tenants")
  @Operation(summary = "Count what suspending or closing a tenant would stop")
  Mono<Impacts.Impact> tenant(@PathVariable String tenant) {
    return impacts
        .ofTenant(Parameters.tenant(tenant))
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("tenant")));
  }

  @Requires(Permission.ACCOUNT_READ)
  @GetMapping(path = "/v1/accounts/{account}/impact", produces = "application/json")
  @Tag(name = "Accounts")
  @Operation(summary = "Count what disabling an account would stop")
  Mono<Impacts.Impact> account(
      @AuthenticationPrincipal Caller caller, @PathVariable String account) {
    return impacts
        .ofAccount(caller.tenant(), account)
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("account")));
  }
}
