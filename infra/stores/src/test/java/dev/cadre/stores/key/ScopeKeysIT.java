package dev.cadre.stores.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.runtime.Sql;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.testkit.key.TestKeys;
import dev.cadre.testkit.plan.NewPlans;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class ScopeKeysIT {

  private final TestStore store = TestStore.open();
  private final SetClock clock = new SetClock();
  private final WatchedKeys vault = new WatchedKeys(LocalKeys.at(TestKeys.master()));
  private final ScopeKeys keys = new ScopeKeys(store.postgres(), vault, clock);
  private final TenantId tenant = KeyVaultContract.tenant();

  private PlanId plan() {
    PlanId plan = NewPlans.id();
    create(keys, plan).block();
    return plan;
  }

  private Mono<ScopeKey> create(ScopeKeys through, PlanId plan) {
    return store.postgres().inTenant(tenant, client -> through.create(client, tenant, plan));
  }

  /** Another process, which has nothing in memory. */
  private ScopeKeys elsewhere() {
    return new ScopeKeys(store.postgres(), vault, clock);
  }

  @Test
  void opensElsewhereWhatItSealed() {
    PlanId plan = plan();
    byte[] sealed = keys.of(plan).block().sealText("plan.input", "tea");

    assertThat(elsewhere().of(plan).block().openText("plan.input", sealed)).isEqualTo("tea");
    assertThatThrownBy(() -> keys.of(plan).block().open("plan.result", sealed))
        .isInstanceOf(KeyGone.class);
  }

  @Test
  void asksTheVaultOncePerMinuteAndNeverOnTheEventLoop() {
    PlanId plan = plan();
    ScopeKeys other = elsewhere();

    Flux.range(0, 20).concatMap(_ -> other.of(plan)).subscribeOn(Schedulers.parallel()).blockLast();
    clock.forward(Duration.ofSeconds(59));
    other.of(plan).block();
    assertThat(vault.unwraps).hasValue(1);

    clock.forward(Duration.ofSeconds(1));
    other.of(plan).subscribeOn(Schedulers.parallel()).block();
    assertThat(vault.unwraps).hasValue(2);
    assertThat(vault.wraps).hasValue(1);
    assertThat(vault.onThreadsThatMustNotBlock).hasValue(0);
  }

  @Test
  void opensNoKeyThatWasMovedToAnotherScopeOrTenant() throws Exception {
    String mine = ScopeKeys.scope(plan());
    String other = ScopeKeys.scope(plan());
    copyKey(mine, other);
    assertThatThrownBy(() -> elsewhere().of(other).block()).isInstanceOf(KeyGone.class);

    String third = ScopeKeys.scope(plan());
    try (var app = store.asApp();
        var move =
            app.prepareStatement("update keys.crypto_scope set tenant_id = ? where id = ?")) {
      move.setObject(1, KeyVaultContract.tenant().value());
      move.setString(2, third);
      move.executeUpdate();
    }
    assertThatThrownBy(() -> elsewhere().of(third).block()).isInstanceOf(KeyGone.class);
  }

  private void copyKey(String from, String to) throws Exception {
    try (var app = store.asApp();
        var copy =
            app.prepareStatement(
                """
                update keys.crypto_scope t set wrapped_dek = f.wrapped_dek from keys.crypto_scope f
                where t.id = ? and f.id = ?\
                """)) {
      copy.setString(1, to);
      copy.setString(2, from);
      copy.executeUpdate();
    }
  }

  @Test
  void readsARowAgainThatWasWrappedAnewMeanwhile() {
    PlanId plan = plan();
    String scope = ScopeKeys.scope(plan);
    // Between our reading of the row and our asking, all that another process does.
    vault.beforeUnwrap.set(() -> {
      vault.rotate(tenant);
      rewrap(scope);
      vault.setMinimum(tenant, 2);
      vault.trim(tenant);
    });

    assertThat(elsewhere().of(plan).block()).isNotNull();
    assertThat(vault.unwraps).hasValue(2);
  }

  private void rewrap(String scope) {
    store
        .postgres()
        .alone(client ->
            Sql.of(
                    client,
                    "select kek_version, wrapped_dek from keys.crypto_scope where id = $1",
                    scope)
                .map(ScopeKeys::wrapped)
                .one()
                .map(old -> vault.rewrap(tenant, old, ScopeKeys.binding(tenant, scope, 1)))
                .flatMap(anew ->
                    Sql.of(
                            client,
                            """
                            update keys.crypto_scope set kek_version = $1, wrapped_dek = $2
                            where id = $3\
                            """,
                            anew.version(),
                            anew.bytes(),
                            scope)
                        .then()))
        .subscribeOn(Schedulers.boundedElastic())
        .block();
  }

  @Test
  void refusesANewKeyWrappedWithARetiredVersion() {
    // Wrapped, but not yet written, when the version is retired.
    vault.afterWrap.set(() -> retire(2));

    assertThatThrownBy(this::plan)
        .isInstanceOf(KeyUnavailable.class)
        .hasMessageContaining("rotated meanwhile");
  }

  private void retire(int minimum) {
    assertThat(store.read("select keys.kek_retire(?, ?)", tenant.value(), minimum))
        .isEqualTo("true");
  }

  @Test
  void makesTheInstallationsKeyOnceForAllProcesses() {
    // The database is other tests' too, and so is this key: the vault must be theirs.
    byte[] sealed = store.keys().of(ScopeKeys.SYSTEM).block().sealText("here", "tea");

    assertThat(
            Flux.range(0, 8)
                .flatMap(
                    _ -> new ScopeKeys(store.postgres(), store.vault(), clock).of(ScopeKeys.SYSTEM))
                .map(key -> key.openText("here", sealed))
                .distinct()
                .collectList()
                .block())
        .containsExactly("tea");
  }

  @Test
  void erasesAKeyThatWasHeldTooLong() throws InterruptedException {
    ScopeKeys brief =
        new ScopeKeys(
            store.postgres(), vault, new KeyCache(Clock.systemUTC(), Duration.ofSeconds(1)));
    PlanId plan = plan();
    ScopeKey held = brief.of(plan).block();
    byte[] sealed = held.sealText("here", "tea");
    assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("tea");

    Thread.sleep(5_000);

    assertThatThrownBy(() -> held.seal("here", new byte[1])).isInstanceOf(KeyUnavailable.class);
    assertThat(brief.of(ScopeKeys.scope(plan)).block().openText("here", sealed)).isEqualTo("tea");
  }

  @Test
  void keepsABoundedNumberOfKeys() {
    KeyCache cache = new KeyCache(clock, Duration.ofSeconds(60));
    IntStream.range(0, 25_000)
        .forEach(i -> cache.put("plan/" + i, new ScopeKey("plan/" + i, 1, new byte[32])));
    assertThat(cache.size()).isBetween(1, 10_000);
  }
}
