package dev.cadre.stores.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.plan.NewPlans;
import dev.cadre.testkit.vault.VaultFault;
import dev.cadre.workflows.key.Renewal;
import dev.cadre.workflows.plan.PlanId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What others do meanwhile. */
class KeyRotationRacesIT extends RotatedTenant {

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
}
