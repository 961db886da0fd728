package dev.cadre.stores.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import dev.cadre.stores.runtime.SealedPayloads;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.testkit.plan.NewPlans;
import dev.cadre.testkit.vault.FakeVault;
import dev.cadre.testkit.vault.VaultFault;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import io.temporal.api.common.v1.Payload;
import io.temporal.payload.codec.PayloadCodec;
import io.temporal.payload.context.WorkflowSerializationContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** F-14: the vault is down, sealed, slow, or forbids all. */
class KeyOutageIT {

  private static final Payload CLEAR =
      Payload.newBuilder()
          .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
          .setData(ByteString.copyFromUtf8("\"CANARY\""))
          .build();

  private final TestStore store = TestStore.open();
  private final SetClock clock = new SetClock();
  private final FakeVault fake = FakeVault.start();
  private final KeyAccess access = KeyAccess.to(Vaults.withToken(fake, null), clock);
  private final ScopeKeys keys = new ScopeKeys(store.postgres(), access.keys(), clock);
  private final TenantId tenant = KeyVaultContract.tenant();

  @AfterEach
  void close() {
    access.close();
    fake.close();
  }

  static Stream<Arguments> outages() {
    return Stream.of(
        arguments("sealed", VaultFault.sealed()),
        arguments("forbidden", VaultFault.forbidden()),
        arguments("slow", VaultFault.slow(Vaults.TIMEOUT.multipliedBy(3))),
        arguments("broken", VaultFault.status(500, "{\"errors\":[\"internal error\"]}")));
  }

  private PlanId plan() {
    PlanId plan = NewPlans.id();
    store.postgres().inTenant(tenant, client -> keys.create(client, tenant, plan)).block();
    return plan;
  }

  private PayloadCodec codec(PlanId plan) {
    return new SealedPayloads(keys)
        .withContext(new WorkflowSerializationContext("default", plan.workflowId()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("outages")
  void servesForAMinuteThenWaitsAndOpensAllAgain(String name, VaultFault outage) {
    PlanId plan = plan();
    byte[] sealed = keys.of(plan).block().sealText("here", "tea");
    List<Payload> payloads = codec(plan).encode(List.of(CLEAR));
    fake.fail(outage);

    clock.forward(Duration.ofSeconds(59));
    assertThat(keys.of(plan).block().openText("here", sealed)).isEqualTo("tea");
    assertThat(codec(plan).decode(payloads)).hasSize(1);

    // Five minutes: longer than any key is kept.
    for (int minute = 0; minute < 5; minute++) {
      clock.forward(Duration.ofMinutes(1));
      assertThatThrownBy(() -> keys.of(plan).block()).isInstanceOf(KeyUnavailable.class);
      assertThatThrownBy(() -> codec(plan).decode(payloads)).isInstanceOf(KeyUnavailable.class);
      // Never in clear instead.
      assertThatThrownBy(() -> codec(plan).encode(List.of(CLEAR)))
          .isInstanceOf(KeyUnavailable.class);
    }

    fake.heal();
    clock.forward(Duration.ofSeconds(5));
    assertThat(keys.of(plan).block().openText("here", sealed)).isEqualTo("tea");
    assertThat(codec(plan).decode(payloads))
        .singleElement()
        .satisfies(payload -> assertThat(payload.getData()).isEqualTo(CLEAR.getData()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("outages")
  void makesNoKeyMeanwhile(String name, VaultFault outage) {
    plan();
    PlanId late = NewPlans.id();
    fake.fail(outage);

    assertThatThrownBy(() ->
            store.postgres().inTenant(tenant, client -> keys.create(client, tenant, late)).block())
        .isInstanceOf(KeyUnavailable.class);

    fake.heal();
    clock.forward(Duration.ofSeconds(5));
    assertThat(
            store.read(
                "select count(*) from keys.crypto_scope where id = ?", ScopeKeys.scope(late)))
        .isEqualTo("0");
    assertThatThrownBy(() -> keys.of(late).block()).isInstanceOf(KeyGone.class);
  }

  /** Longer than the codec waits, though no call is. */
  @Test
  void isUnavailableToTheCodecInTime() {
    PlanId plan = plan();
    clock.forward(Duration.ofMinutes(2));
    WatchedKeys stuck = new WatchedKeys(access.keys());
    stuck.beforeUnwrap.set(KeyOutageIT::pause);
    PayloadCodec codec =
        new SealedPayloads(new ScopeKeys(store.postgres(), stuck, clock))
            .withContext(new WorkflowSerializationContext("default", plan.workflowId()));

    assertThatThrownBy(() -> codec.encode(List.of(CLEAR)))
        .isInstanceOf(KeyUnavailable.class)
        .hasMessageContaining("in time");
  }

  private static void pause() {
    try {
      Thread.sleep(Duration.ofSeconds(15));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void goesOnWhenItsTokenIsRevoked() {
    PlanId plan = plan();
    byte[] sealed = keys.of(plan).block().sealText("here", "tea");
    Path file = Vaults.file("s3cret");
    fake.role("worker", "s3cret", Duration.ofHours(1), Duration.ofHours(1));
    try (KeyAccess byRole = KeyAccess.to(Vaults.withRole(fake, "worker", file), clock)) {
      ScopeKeys own = new ScopeKeys(store.postgres(), byRole.keys(), clock);
      own.of(plan).block();
      fake.revokeTokens();
      clock.forward(Duration.ofMinutes(2));
      assertThat(own.of(plan).block().openText("here", sealed)).isEqualTo("tea");
    }
  }
}
