package dev.cadre.api.access;

import dev.cadre.api.runtime.RemoteAddresses;
import dev.cadre.stores.access.Accounts;
import dev.cadre.stores.access.Principal;
import dev.cadre.stores.audit.AuditActor;
import dev.cadre.stores.audit.AuditHandles;
import dev.cadre.stores.audit.AuditLog;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.key.AddressHash;
import dev.cadre.stores.key.KeySettings;
import dev.cadre.workflows.access.ApiKey;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.tenant.TenantId;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Keeps who came in, who was not let in, and who asked for more than they may. */
@Component
class AccessAudit {

  private static final String ACCOUNT = "account";
  private static final String ROUTE = "route";

  private final AuditLog log;
  private final Accounts accounts;
  private final Clock clock;
  private final RemoteAddresses remotes;
  private final @Nullable AddressHash addresses;

  AccessAudit(
      AuditLog log, Accounts accounts, Clock clock, KeySettings keys, RemoteAddresses remotes) {
    this.remotes = remotes;
    this.log = log;
    this.accounts = accounts;
    this.clock = clock;
    Path master = keys.masterFile();
    this.addresses = master == null ? null : AddressHash.at(master);
  }

  /** The hash of the address that a request came from. */
  @Nullable String source(TenantId tenant, ServerWebExchange exchange) {
    InetAddress remote = remotes.of(exchange);
    return addresses == null || remote == null
        ? null
        : addresses.of(tenant, remote.getHostAddress());
  }

  /**
   * Somebody has signed in.
   *
   * @param how {@code password} or {@code link}
   */
  Mono<Void> signedIn(TenantId tenant, String name, String how, ServerWebExchange exchange) {
    return accounts.signedIn(
        tenant, new By(AuditActor.person(tenant, name), source(tenant, exchange)), name, how);
  }

  /** A sign-in that failed; where there is no such tenant, in the log of the operating one. */
  Mono<Void> signInFailed(
      TenantId tenant, String domain, String name, String reason, ServerWebExchange exchange) {
    boolean known = !tenant.equals(TenantId.NONE);
    TenantId kept = known ? tenant : TenantId.DEMO;
    String claimed = known ? name : domain + "/" + name;
    By by = new By(AuditActor.asserted(kept, claimed), source(kept, exchange));
    return log.write(
        kept,
        by.denied(
            clock.instant(), "sign_in.failed", ACCOUNT, AuditHandles.hash(kept, claimed), reason));
  }

  /** A key that was good once, used on. */
  Mono<Void> keyOver(ApiKey key, ServerWebExchange exchange) {
    By by =
        new By(
            AuditActor.asserted(key.tenant(), key.id().toString()), source(key.tenant(), exchange));
    return log.write(
        key.tenant(),
        by.denied(clock.instant(), "access.key", "api_key", key.id().toString(), "KEY_OVER"));
  }

  /** Somebody whose account is disabled. */
  Mono<Void> disabled(Principal principal, ServerWebExchange exchange) {
    By by = Caller.of(principal, source(principal.tenant(), exchange)).by();
    return log.write(
        principal.tenant(),
        by.denied(
            clock.instant(), "access.account", ACCOUNT, principal.name(), "ACCOUNT_DISABLED"));
  }

  /** A caller who asked for more than they may. */
  Mono<Void> forbidden(Caller caller, Permission needed, String route) {
    return log.write(
        caller.tenant(),
        caller
            .by()
            .denied(clock.instant(), "access.route", ROUTE, route, "FORBIDDEN")
            .with("permission", needed.wire()));
  }

  /** A caller who used a route of which each use is kept. */
  Mono<Void> used(Caller caller, String action, String route) {
    return log.write(caller.tenant(), caller.by().done(clock.instant(), action, ROUTE, route));
  }
}
