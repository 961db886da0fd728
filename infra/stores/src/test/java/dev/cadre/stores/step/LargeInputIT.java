package dev.cadre.stores.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.tenant.TenantId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An input that thousands of steps read. */
class LargeInputIT {

  private final TestStore store = TestStore.open();
  private final PostgresBlobs stored = new PostgresBlobs(store.postgres(), store.keys());
  private final AtomicInteger reads = new AtomicInteger();

  @Test
  void isReadOnceForAllStepsThatStartTogetherAndThoseThatFollow() {
    PlanId plan = store.plan(null, "draft");
    String large = "tea ".repeat(250_000);
    String id = stored.put(TestStore.TENANT, plan, "input", large).block();
    Output output = new Output(null, id, StoredValue.of(large).sha256(), large.length() + 2L);
    var results =
        new PostgresResults(store.postgres(), store.keys(), counting(), new RecentValues());

    for (int round = 0; round < 2; round++) {
      assertThat(
              Flux.range(0, 200)
                  .flatMap(_ -> results.value(TestStore.TENANT, plan, output), 200)
                  .collectList()
                  .block())
          .hasSize(200)
          .containsOnly(Optional.of(large));
    }
    assertThat(reads).hasValue(1);
  }

  private Blobs counting() {
    return new Blobs() {
      @Override
      public Mono<String> put(TenantId tenant, PlanId plan, String kind, @Nullable Object value) {
        return stored.put(tenant, plan, kind, value);
      }

      @Override
      public Mono<byte[]> read(TenantId tenant, PlanId plan, String id) {
        return stored.read(tenant, plan, id).doOnSubscribe(_ -> reads.incrementAndGet());
      }
    };
  }
}
