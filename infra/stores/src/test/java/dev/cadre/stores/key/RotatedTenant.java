package dev.cadre.stores.key;

import dev.cadre.stores.key.KeyRotations.Standing;
import dev.cadre.stores.key.KeyVault.Wrapped;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.testkit.plan.NewPlans;
import dev.cadre.testkit.vault.FakeVault;
import dev.cadre.workflows.key.Renewal;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A tenant of its own for each test, whose key is rotated, in a vault of its own. */
abstract class RotatedTenant {

  static final Duration QUARTER = Duration.ofDays(90);
  private static final int ALL = 10_000;

  final TestStore store = TestStore.open();
  final SetClock clock = new SetClock();
  final FakeVault fake = FakeVault.start();
  final TenantId tenant = KeyVaultContract.tenant();
  private final KeyAccess access = KeyAccess.to(Vaults.withToken(fake, null), clock);
  KeyVault vault;
  KeyRotations rotations;

  @BeforeEach
  void onVault() {
    on(access.keys());
  }

  void on(KeyVault keys) {
    vault = keys;
    rotations = new KeyRotations(store.postgres(), keys, clock, QUARTER);
  }

  @AfterEach
  void close() throws Exception {
    access.close();
    fake.close();
    // The other tests of this database have other vaults.
    sql("delete from keys.crypto_scope where tenant_id = '" + tenant + "'");
  }

  void sql(String statement) throws Exception {
    try (var connection = store.asApp();
        var execute = connection.createStatement()) {
      execute.execute(statement);
    }
  }

  /** With nothing in memory. */
  ScopeKeys keys() {
    return new ScopeKeys(store.postgres(), vault, clock);
  }

  PlanId plan() {
    PlanId plan = NewPlans.id();
    create(plan).block();
    return plan;
  }

  Mono<ScopeKey> create(PlanId plan) {
    return store.postgres().inTenant(tenant, client -> keys().create(client, tenant, plan));
  }

  List<PlanId> plans(int number) {
    return Flux.range(0, number)
        .map(_ -> NewPlans.id())
        .flatMap(plan -> create(plan).thenReturn(plan))
        .collectList()
        .block();
  }

  Renewal renew() {
    return rotations.renew(tenant, ALL).block();
  }

  Wrapped stored(PlanId plan) {
    return store
        .postgres()
        .alone(client ->
            Sql.of(
                    client,
                    "select kek_version, wrapped_dek from keys.crypto_scope where id = $1",
                    ScopeKeys.scope(plan))
                .map(ScopeKeys::wrapped)
                .one())
        .block();
  }

  Standing standing() {
    return rotations.all().filter(each -> each.tenant().equals(tenant)).blockFirst();
  }

  boolean due() {
    return Boolean.TRUE.equals(rotations.due().any(tenant::equals).block());
  }
}
