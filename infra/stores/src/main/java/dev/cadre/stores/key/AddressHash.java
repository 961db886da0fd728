package dev.cadre.stores.key;

import dev.cadre.workflows.tenant.TenantId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Network addresses as they may be kept in the audit log: one address is always the same hash
 * within a tenant, and without the key nobody can tell which. There are so few addresses that a
 * hash without a key could be undone by trying them all.
 */
public final class AddressHash {

  private static final Logger LOG = LoggerFactory.getLogger(AddressHash.class);
  private static final String PURPOSE = "cadre-address|1";
  private static final Duration FOR_EVER = Duration.ofMillis(Long.MAX_VALUE);

  /** So that requests do not all wait for a vault that is down. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Mono<byte[]> key;

  private AddressHash(Mono<byte[]> key) {
    this.key = key;
  }

  /**
   * With the key of this machine.
   *
   * @throws IllegalStateException when the master key cannot be read
   */
  public static AddressHash at(Path masterFile) {
    return new AddressHash(Mono.just(MasterKey.derive(masterFile, PURPOSE)));
  }

  /**
   * With a key that all processes on one database share: derived from the installation's data key,
   * which a vault opens once and which is never another. A vault's own HMAC would be one more key
   * there, to be made, allowed and kept from rotation.
   */
  static AddressHash of(ScopeKeys scopes) {
    return of(scopes, PAUSE);
  }

  static AddressHash of(ScopeKeys scopes, Duration pause) {
    return new AddressHash(
        Mono.defer(() -> scopes.of(ScopeKeys.SYSTEM))
            .map(scope -> HexFormat.of().parseHex(scope.tag("audit_event.source", PURPOSE)))
            .onErrorResume(AddressHash::unknown)
            .cache(_ -> FOR_EVER, _ -> pause, () -> pause));
  }

  private static Mono<byte[]> unknown(Throwable failure) {
    LOG.atWarn()
        .addKeyValue("cause", String.valueOf(failure.getMessage()))
        .log("The audit log does not tell yet where requests come from");
    return Mono.empty();
  }

  /** HMAC-SHA256 in lower-case hex; empty while the key cannot be reached. */
  public Mono<String> of(TenantId tenant, String address) {
    return key.map(
        secret -> HexFormat.of().formatHex(MasterKey.hmac(secret, tenant + "|" + address)));
  }
}
