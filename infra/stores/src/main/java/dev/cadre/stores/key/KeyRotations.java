package dev.cadre.stores.key;

import dev.cadre.stores.key.KeyVault.Versions;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.key.Renewal;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Gives tenants' keys new versions when they are old, wraps the data keys anew, and destroys the
 * old versions when no data key is wrapped with them any more. Each part may be repeated, and cut
 * off anywhere.
 */
public final class KeyRotations {

  private static final Logger LOG = LoggerFactory.getLogger(KeyRotations.class);
  private static final int VAULT_CALLS = 8;

  private final Postgres postgres;
  private final KeyVault vault;
  private final Rewrapping rewrapping;
  private final Clock clock;
  private final Duration rotateAfter;

  /**
   * Where a tenant's key stands.
   *
   * @param newest the version that wraps
   * @param least the least version that still opens
   * @param age of the newest version
   * @param rows how many data keys each version has wrapped
   */
  public record Standing(
      TenantId tenant, int newest, int least, Duration age, Map<Integer, Long> rows) {

    public Standing {
      rows = Map.copyOf(rows);
    }

    /** How many data keys are wrapped with a version before the newest. */
    public long behind() {
      return rows.entrySet().stream()
          .filter(version -> version.getKey() < newest)
          .mapToLong(Map.Entry::getValue)
          .sum();
    }
  }

  private record Count(UUID tenant, int version, long rows) {}

  /**
   * Over these.
   *
   * @param rotateAfter the age at which a key gets a new version
   */
  public KeyRotations(Postgres postgres, KeyVault vault, Clock clock, Duration rotateAfter) {
    this.postgres = postgres;
    this.vault = vault;
    this.rewrapping = new Rewrapping(postgres, vault);
    this.clock = clock;
    this.rotateAfter = rotateAfter;
  }

  /** Every key that has wrapped something, the installation's own among them; no destroyed one. */
  public Flux<Standing> all() {
    return counts("")
        .collectMultimap(Count::tenant)
        .flatMapIterable(Map::entrySet)
        .flatMap(tenant -> standing(new TenantId(tenant.getKey()), tenant.getValue()), VAULT_CALLS);
  }

  /** A tenant's key; empty when it has been destroyed. */
  public Mono<Standing> one(TenantId tenant) {
    return counts(" and tenant_id = $1", tenant.value())
        .collectList()
        .flatMap(counts -> standing(tenant, counts));
  }

  /** The tenants whose key is old, or has versions to be done with. */
  public Flux<TenantId> due() {
    return all().filter(this::due).map(Standing::tenant);
  }

  private boolean due(Standing standing) {
    return old(standing.age()) || standing.behind() > 0 || standing.least() < standing.newest();
  }

  private boolean old(Duration age) {
    return age.compareTo(rotateAfter) >= 0;
  }

  /** A new version, whatever the age of the newest. What it has to wrap follows by rounds. */
  public Mono<Versions> rotateNow(TenantId tenant) {
    return ScopeKeys.blocking(() -> vault.rotate(tenant));
  }

  /**
   * One round: a new version if the key is old, so many data keys wrapped anew, and the old
   * versions destroyed if none is left that needs them.
   */
  public Mono<Renewal> renew(TenantId tenant, int limit) {
    return ScopeKeys.blocking(() -> vault.versions(tenant))
        .flatMap(now -> old(age(now)) ? rotated(tenant) : Mono.just(new Turn(now, false)))
        .flatMap(turn ->
            rewrapping
                .rewrap(tenant, turn.versions().latest(), limit)
                .flatMap(moved ->
                    retire(tenant, turn.versions(), moved)
                        .map(retired ->
                            new Renewal(
                                turn.versions().latest(),
                                turn.rotated(),
                                moved.rewrapped(),
                                moved.stuck(),
                                moved.more(),
                                retired))));
  }

  private record Turn(Versions versions, boolean rotated) {}

  private Mono<Turn> rotated(TenantId tenant) {
    return rotateNow(tenant).map(fresh -> new Turn(fresh, true));
  }

  /**
   * First where new rows are written, then in the vault: a row that is about to be written with an
   * older version is either found here, or refused there.
   */
  private Mono<Boolean> retire(TenantId tenant, Versions versions, Rewrapping.Moved moved) {
    if (moved.more() || moved.stuck() > 0 || versions.least() == versions.latest()) {
      return Mono.just(false);
    }
    return postgres
        .alone(client ->
            Sql.of(
                    client,
                    "select keys.kek_retire($1, $2) as retired",
                    tenant.value(),
                    versions.latest())
                .map(row -> Columns.flag(row, "retired"))
                .one())
        .flatMap(retired ->
            retired
                ? ScopeKeys.blocking(() -> destroyed(tenant, versions.latest()))
                : Mono.just(false));
  }

  /** It may be somebody else's right; a later round tries again. */
  private boolean destroyed(TenantId tenant, int minimum) {
    try {
      vault.setMinimum(tenant, minimum);
      vault.trim(tenant);
      return true;
    } catch (KeyUnavailable e) {
      LOG.atWarn()
          .addKeyValue("tenant", tenant.toString())
          .addKeyValue("minimum", minimum)
          .addKeyValue("cause", String.valueOf(e.getMessage()))
          .log("Old versions of a tenant's key are not destroyed yet");
      return false;
    }
  }

  private Mono<Standing> standing(TenantId tenant, Iterable<Count> counts) {
    Map<Integer, Long> rows = new TreeMap<>();
    counts.forEach(count -> rows.put(count.version(), count.rows()));
    return ScopeKeys.blocking(() -> vault.versions(tenant))
        .map(now -> new Standing(tenant, now.latest(), now.least(), age(now), rows))
        .onErrorComplete(KeyGone.class);
  }

  private Duration age(Versions versions) {
    return Duration.between(versions.since(), clock.instant());
  }

  private Flux<Count> counts(String which, Object... values) {
    return postgres.manyAlone(client ->
        Sql.of(
                client,
                """
                select tenant_id, kek_version, count(*) as rows from keys.crypto_scope
                where state <> 'SHREDDED'%s group by tenant_id, kek_version\
                """
                    .formatted(which),
                values)
            .map(row ->
                new Count(
                    Columns.uuid(row, "tenant_id"),
                    Columns.number(row, "kek_version"),
                    Columns.count(row, "rows")))
            .all());
  }
}
