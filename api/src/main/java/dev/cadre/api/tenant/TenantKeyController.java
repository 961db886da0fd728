package dev.cadre.api.tenant;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.stores.audit.AuditLog;
import dev.cadre.stores.key.KeyGone;
import dev.cadre.stores.key.KeyRotations;
import dev.cadre.stores.key.KeyVault;
import dev.cadre.workflows.access.Permission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The key that wraps the data keys of the caller's tenant. It is never shown itself. */
@RestController
@Tag(name = "Tenant")
class TenantKeyController {

  private final KeyRotations rotations;
  private final AuditLog audit;
  private final Clock clock;

  /**
   * Where the key stands.
   *
   * @param version the one that wraps
   * @param opens the least version that still opens
   * @param ageDays of {@code version}
   * @param dataKeys how many data keys each version has wrapped
   * @param behind how many of them await to be wrapped anew
   */
  record KeyView(int version, int opens, long ageDays, Map<Integer, Long> dataKeys, long behind) {}

  TenantKeyController(KeyRotations rotations, AuditLog audit, Clock clock) {
    this.rotations = rotations;
    this.audit = audit;
    this.clock = clock;
  }

  @Requires(Permission.TENANT_READ)
  @GetMapping(path = "/v1/tenant/key", produces = "application/json")
  @Operation(summary = "Read where your tenant's key stands: versions, age, what each has wrapped")
  Mono<KeyView> read(@AuthenticationPrincipal Caller caller) {
    return rotations
        .one(caller.tenant())
        .map(TenantKeyController::view)
        .switchIfEmpty(Mono.error(() -> new KeyGone("the tenant's key was destroyed")));
  }

  @Requires(Permission.TENANT_MANAGE)
  @PostMapping(path = "/v1/tenant/key:rotate", produces = "application/json")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Operation(
      summary = "Give your tenant's key a new version",
      description =
          "New plans are wrapped with it at once; within the hour the others are too, and the old"
              + " version is destroyed.")
  Mono<KeyView> rotate(@AuthenticationPrincipal Caller caller) {
    return rotations
        .rotateNow(caller.tenant())
        .delayUntil(versions -> told(caller, versions))
        .then(read(caller));
  }

  private Mono<Void> told(Caller caller, KeyVault.Versions versions) {
    return audit.write(
        caller.tenant(),
        caller
            .by()
            .done(clock.instant(), "tenant_key.rotate", "tenant", caller.tenant().toString())
            .with("version", versions.latest()));
  }

  private static KeyView view(KeyRotations.Standing standing) {
    return new KeyView(
        standing.newest(),
        standing.least(),
        standing.age().toDays(),
        standing.rows(),
        standing.behind());
  }
}
