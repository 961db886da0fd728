package dev.cadre.stores.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.key.KeyRotations.Standing;
import dev.cadre.stores.key.KeyVault.Wrapped;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.testkit.key.TestKeys;
import dev.cadre.testkit.plan.NewPlans;
import dev.cadre.testkit.vault.FakeVault;
import dev.cadre.testkit.vault.VaultFault;
import dev.cadre.workflows.key.Renewal;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class KeyRotationsIT {

  private static final Duration QUARTER = Duration.ofDays(90);
  private static final int ALL = 10_000;

  private final TestStore store = TestStore.open();
  private final SetClock clock = new SetClock();
  private final FakeVault fake = FakeVault.start();
  private final TenantId tenant = KeyVaultContract.tenant();
  private final KeyAccess access = KeyAccess.to(Vaults.withToken(fake, null), clock);
  private KeyVault vault;
  private KeyRotations rotations;

  @BeforeEach
  void onVault() {
    on(access.keys());
  }

  private void on(KeyVault keys) {
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

  private void sql(String statement) throws Exception {
    try (var connection = store.asApp();
        var execute = connection.createStatement()) {
      execute.execute(statement);
    }
  }

  /** With nothing in memory. */
  private ScopeKeys keys() {
    return new ScopeKeys(store.postgres(), vault, clock);
  }

  private PlanId plan() {
    PlanId plan = NewPlans.id();
    create(plan).block();
    return plan;
  }

  private Mono<ScopeKey> create(PlanId plan) {
    return store.postgres().inTenant(tenant, client -> keys().create(client, tenant, plan));
  }

  private List<PlanId> plans(int number) {
    return Flux.range(0, number)
        .map(_ -> NewPlans.id())
        .flatMap(plan -> create(plan).thenReturn(plan))
        .collectList()
        .block();
  }

  private Renewal renew() {
    return rotations.renew(tenant, ALL).block();
  }

  private Wrapped stored(PlanId plan) {
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

  private Standing standing() {
    return rotations.all().filter(each -> each.tenant().equals(tenant)).blockFirst();
  }

  private boolean due() {
    return Boolean.TRUE.equals(rotations.due().any(tenant::equals).block());
  }

  @Test
  void rotatesAKeyAfterNinetyDaysAndDestroysTheOldVersion() {
    List<PlanId> plans = plans(3);
    Map.Entry<String, Wrapped> captured =
        Map.entry(ScopeKeys.scope(plans.getFirst()), stored(plans.getFirst()));
    byte[] sealed = keys().of(plans.getFirst()).block().sealText("here", "tea");
    clock.forward(QUARTER.minusMinutes(5));
    assertThat(due()).isFalse();
    clock.forward(Duration.ofMinutes(10));
    assertThat(due()).isTrue();

    assertThat(renew()).isEqualTo(new Renewal(2, true, 3, 0, false, true));

    assertThat(plans).extracting(plan -> stored(plan).version()).containsOnly(2);
    assertThat(keys().of(plans.getFirst()).block().openText("here", sealed)).isEqualTo("tea");
    assertThatThrownBy(() ->
            vault.unwrap(
                tenant, captured.getValue(), ScopeKeys.binding(tenant, captured.getKey(), 1)))
        .isInstanceOf(KeyGone.class);
  }

  @Test
  void doesTheSameOnTheLocalKeystore() {
    on(LocalKeys.at(TestKeys.master(), clock));
    PlanId plan = plan();
    byte[] sealed = keys().of(plan).block().sealText("here", "tea");
    clock.forward(QUARTER.plusDays(1));

    assertThat(renew()).isEqualTo(new Renewal(2, true, 1, 0, false, true));
    assertThat(renew()).isEqualTo(new Renewal(2, false, 0, 0, false, false));
    assertThat(keys().of(plan).block().openText("here", sealed)).isEqualTo("tea");
  }

  @Test
  void leavesAYoungKeyAlone() {
    plan();
    assertThat(due()).isFalse();
    assertThat(renew()).isEqualTo(new Renewal(1, false, 0, 0, false, false));
  }

  @Test
  void tellsWhereEachKeyStandsAndRotatesAtOnceWhenToldTo() {
    plans(2);
    assertThat(rotations.rotateNow(tenant).block().latest()).isEqualTo(2);
    plan();

    assertThat(standing().newest()).isEqualTo(2);
    assertThat(standing().least()).isEqualTo(1);
    assertThat(standing().rows()).containsExactlyInAnyOrderEntriesOf(Map.of(1, 2L, 2, 1L));
    assertThat(standing().behind()).isEqualTo(2);
    assertThat(standing().age()).isLessThan(Duration.ofMinutes(1));
    assertThat(due()).isTrue();

    renew();
    assertThat(standing().rows()).isEqualTo(Map.of(2, 3L));
    assertThat(standing().least()).isEqualTo(2);
    assertThat(due()).isFalse();
  }

  @Test
  void goesOnWhereARoundEnded() {
    plans(250);
    rotations.rotateNow(tenant).block();

    assertThat(rotations.renew(tenant, 100).block())
        .isEqualTo(new Renewal(2, false, 100, 0, true, false));
    assertThat(rotations.renew(tenant, 100).block())
        .isEqualTo(new Renewal(2, false, 100, 0, true, false));
    assertThat(rotations.renew(tenant, 100).block())
        .isEqualTo(new Renewal(2, false, 50, 0, false, true));
  }

  @Test
  void showsNoErrorToReadersAndWriters() throws Exception {
    List<PlanId> plans = plans(150);
    AtomicBoolean over = new AtomicBoolean();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> readers =
          IntStream.range(0, 4)
              .mapToObj(reader ->
                  threads.submit(() -> {
                    int read = 0;
                    for (int i = reader; !over.get() || read == 0; i++) {
                      keys().of(plans.get(i % plans.size())).block();
                      keys().of(plan()).block();
                      read++;
                    }
                    return read;
                  }))
              .toList();
      for (int version = 2; version <= 4; version++) {
        clock.forward(QUARTER);
        rotations.rotateNow(tenant).block();
        while (standing().least() < version) {
          renew();
        }
      }
      over.set(true);
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isPositive();
      }
    }
    assertThat(renew().stuck()).isZero();
    assertThat(standing().rows().keySet()).isSubsetOf(standing().newest());
  }

  @Test
  void keepsAVersionThatAnUncommittedRowNeeds() throws Exception {
    plan();
    CountDownLatch written = new CountDownLatch(1);
    CompletableFuture<Void> commit = new CompletableFuture<>();
    PlanId late = NewPlans.id();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> writer =
          threads.submit(() ->
              store
                  .postgres()
                  .inTenant(
                      tenant,
                      client ->
                          keys()
                              .create(client, tenant, late)
                              .doOnNext(_ -> written.countDown())
                              .flatMap(key -> Mono.fromFuture(commit).thenReturn(key)))
                  .block());
      written.await();
      rotations.rotateNow(tenant).block();

      assertThat(renew()).isEqualTo(new Renewal(2, false, 1, 0, false, false));
      assertThat(standing().least()).isEqualTo(1);

      commit.complete(null);
      writer.get();
    }
    assertThat(stored(late).version()).isEqualTo(1);
    assertThat(renew()).isEqualTo(new Renewal(2, false, 1, 0, false, true));
    assertThat(keys().of(late).block()).isNotNull();
  }

  @Test
  void keepsTheOldVersionsForARowThatDoesNotOpen() throws Exception {
    PlanId sound = plan();
    PlanId broken = plan();
    sql(
        "update keys.crypto_scope set wrapped_dek = (select wrapped_dek from keys.crypto_scope where id = '"
            + ScopeKeys.scope(sound)
            + "') where id = '"
            + ScopeKeys.scope(broken)
            + "'");
    rotations.rotateNow(tenant).block();

    assertThat(renew()).isEqualTo(new Renewal(2, false, 1, 1, false, false));
    assertThat(standing().least()).isEqualTo(1);
  }

  @Test
  void wrapsRestrictedScopesAnewAndLeavesShreddedOnes() throws Exception {
    PlanId restricted = plan();
    PlanId shredded = plan();
    sql(
        "update keys.crypto_scope set state = 'RESTRICTED' where id = '"
            + ScopeKeys.scope(restricted)
            + "'");
    sql(
        "update keys.crypto_scope set state = 'SHREDDED', wrapped_dek = '' where id = '"
            + ScopeKeys.scope(shredded)
            + "'");
    rotations.rotateNow(tenant).block();

    assertThat(renew()).isEqualTo(new Renewal(2, false, 1, 0, false, true));
    assertThat(stored(restricted).version()).isEqualTo(2);
    assertThat(stored(shredded).bytes()).isEmpty();
    assertThatThrownBy(() -> keys().of(restricted).block()).isInstanceOf(KeyGone.class);
  }

  @Test
  void triesAgainToDestroyWhatItMayNotDestroyNow() {
    plan();
    rotations.rotateNow(tenant).block();
    fake.fail(VaultFault.forbidden(), request -> request.path().endsWith("/config"));
    assertThat(renew()).isEqualTo(new Renewal(2, false, 1, 0, false, false));
    assertThat(due()).isTrue();

    fake.heal();
    assertThat(renew()).isEqualTo(new Renewal(2, false, 0, 0, false, true));
    assertThat(due()).isFalse();
  }

  @Test
  void leavesOutATenantWhoseKeyIsDestroyed() {
    PlanId plan = plan();
    vault.destroy(tenant);

    assertThat(standing()).isNull();
    assertThatThrownBy(() -> keys().of(plan).block()).isInstanceOf(KeyGone.class);
  }
}
