package dev.cadre.api.access;

import dev.cadre.api.limit.Buckets;
import dev.cadre.api.runtime.RemoteAddresses;
import dev.cadre.stores.access.Accounts;
import dev.cadre.stores.access.Principal;
import dev.cadre.stores.audit.AuditActor;
import dev.cadre.stores.audit.AuditEntry;
import dev.cadre.stores.audit.AuditHandles;
import dev.cadre.stores.audit.AuditLog;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.key.AddressHash;
import dev.cadre.workflows.access.ApiKey;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.tenant.TenantId;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Keeps who came in, who was not let in, and who asked for more than they may. */
@Component
class AccessAudit {

  private static final String ACCOUNT = "account";
  private static final String ROUTE = "route";

  /** Of the same denial; who repeats it does not fill a log that is kept for ever. */
  private static final int DENIALS_A_MINUTE = 10;

  private final Buckets denials =
      new Buckets(DENIALS_A_MINUTE, DENIALS_A_MINUTE, Duration.ofMinutes(1));

  private final AuditLog log;
  private final Accounts accounts;
  private final Clock clock;
  private final AddressHash addresses;
  private final RemoteAddresses remotes;

  AccessAudit(
      AuditLog log,
      Accounts accounts,
      Clock clock,
      AddressHash addresses,
      RemoteAddresses remotes) {
    this.remotes = remotes;
    this.log = log;
    this.accounts = accounts;
    this.clock = clock;
    this.addresses = addresses;
  }

  /** The hash of the address that a request came from; nothing where none is known. */
  Mono<Optional<String>> source(TenantId tenant, ServerWebExchange exchange) {
    InetAddress remote = remotes.of(exchange);
    return remote == null
        ? Mono.just(Optional.empty())
        : addresses
            .of(tenant, remote.getHostAddress())
            .map(Optional::of)
            .defaultIfEmpty(Optional.empty());
  }

  private Mono<By> by(AuditActor actor, TenantId tenant, ServerWebExchange exchange) {
    return source(tenant, exchange).map(source -> new By(actor, source.orElse(null)));
  }

  /**
   * Somebody has signed in.
   *
   * @param how {@code password} or {@code link}
   */
  Mono<Void> signedIn(TenantId tenant, String name, String how, ServerWebExchange exchange) {
    return by(AuditActor.person(tenant, name), tenant, exchange)
        .flatMap(by -> accounts.signedIn(tenant, by, name, how));
  }

  /** A sign-in that failed; where there is no such tenant, in the log of the operating one. */
  Mono<Void> signInFailed(
      TenantId tenant, String domain, String name, String reason, ServerWebExchange exchange) {
    boolean known = !tenant.equals(TenantId.NONE);
    TenantId kept = known ? tenant : TenantId.DEMO;
    String claimed = known ? name : domain + "/" + name;
    String object = AuditHandles.hash(kept, claimed);
    return by(AuditActor.asserted(kept, claimed), kept, exchange)
        .map(by -> by.denied(clock.instant(), "sign_in.failed", ACCOUNT, object, reason))
        .flatMap(entry -> denied(kept, entry));
  }

  /** A key that was good once, used on. */
  Mono<Void> keyOver(ApiKey key, ServerWebExchange exchange) {
    String id = key.id().toString();
    return by(AuditActor.asserted(key.tenant(), id), key.tenant(), exchange)
        .map(by -> by.denied(clock.instant(), "access.key", "api_key", id, "KEY_OVER"))
        .flatMap(entry -> denied(key.tenant(), entry));
  }

  /** Somebody whose account is disabled. */
  Mono<Void> disabled(Principal principal, ServerWebExchange exchange) {
    return source(principal.tenant(), exchange)
        .map(source -> Caller.of(principal, source.orElse(null)).by())
        .flatMap(by -> denied(principal.tenant(), account(by, principal, "ACCOUNT_DISABLED")));
  }

  /** A caller who does not know the password of their own account. */
  Mono<Void> passwordWrong(Caller caller) {
    return denied(caller.tenant(), account(caller.by(), caller.principal(), "PASSWORD_WRONG"));
  }

  private AuditEntry account(By by, Principal principal, String reason) {
    return by.denied(clock.instant(), "access.account", ACCOUNT, principal.name(), reason);
  }

  /** A caller who asked for more than they may. */
  Mono<Void> forbidden(Caller caller, Permission needed, String route) {
    return denied(
        caller.tenant(),
        caller
            .by()
            .denied(clock.instant(), "access.route", ROUTE, route, "FORBIDDEN")
            .with("permission", needed.wire()));
  }

  private Mono<Void> denied(TenantId tenant, AuditEntry entry) {
    String same =
        String.join("|", tenant.toString(), entry.actor().id(), entry.action(), entry.objectId());
    return denials.take(same, 1) == 0 ? log.write(tenant, entry) : Mono.empty();
  }

  /** A caller who used a route of which each use is kept. */
  Mono<Void> used(Caller caller, String action, String route) {
    return log.write(caller.tenant(), caller.by().done(clock.instant(), action, ROUTE, route));
  }
}
