package dev.cadre.stores.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.plan.Outbox.Order;
import dev.cadre.stores.plan.Outbox.Outcome;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class OutboxIT {

  private final TestStore store = TestStore.open();
  private final Outbox outbox = new Outbox(store.postgres());
  private final List<Order> sent = new ArrayList<>();

  @BeforeEach
  void empty() {
    while (take(Outcome.SENT)) {
      sent.clear();
    }
  }

  @Test
  void saysThatNothingIsDue() {
    assertThat(take(Outcome.SENT)).isFalse();
    assertThat(sent).isEmpty();
  }

  @Test
  void givesAnOrderOnce() {
    PlanId plan = store.plan(null, "draft");

    assertThat(take(Outcome.SENT)).isTrue();
    assertThat(take(Outcome.SENT)).isFalse();
    assertThat(sent)
        .singleElement()
        .satisfies(order -> {
          assertThat(order.plan()).isEqualTo(plan);
          assertThat(order.kind()).isEqualTo(Outbox.Kind.START);
        });
  }

  @Test
  void letsAnOrderRestThatCouldNotBeSent() {
    store.plan(null, "draft");

    assertThat(take(Outcome.LATER)).isTrue();
    assertThat(take(Outcome.SENT)).as("not due before its rest is over").isFalse();
    store.read("update outbox set not_before = now() where sent_at is null returning id");
    assertThat(take(Outcome.SENT)).isTrue();
  }

  @Test
  void keepsAnOrderWhoseSenderFailed() {
    store.plan(null, "draft");

    assertThatThrownBy(
            () -> outbox.next(_ -> Mono.error(new IllegalStateException("down"))).block())
        .hasMessageContaining("down");
    assertThat(take(Outcome.SENT)).isTrue();
  }

  @Test
  void notesTheOthersOfAHandfulWhereOneFails() {
    PlanId bad = store.plan(null, "draft");
    store.plan(null, "draft");

    assertThatThrownBy(() ->
            outbox
                .next(order ->
                    order.plan().equals(bad)
                        ? Mono.error(new IllegalStateException("down"))
                        : Mono.just(Outcome.SENT))
                .block())
        .hasMessageContaining("down");
    assertThat(take(Outcome.SENT)).isTrue();
    assertThat(sent).extracting(Order::plan).containsExactly(bad);
  }

  @Test
  void cancelsOnlyWhatWasStarted() {
    PlanId plan = store.plan(null, "draft");
    new PlanSteering(store.postgres(), store.keys(), Clock.systemUTC())
        .cancel(TestStore.TENANT, plan, "requester")
        .block();

    take(Outcome.LATER);
    assertThat(take(Outcome.SENT)).as("the start was not sent yet").isFalse();
    store.read("update outbox set not_before = now() where sent_at is null returning id");
    take(Outcome.SENT);
    take(Outcome.SENT);
    assertThat(sent)
        .extracting(Order::kind)
        .containsExactly(Outbox.Kind.START, Outbox.Kind.START, Outbox.Kind.CANCEL);
  }

  @Test
  void givesWhatIsDueByTheHandful() {
    List<PlanId> plans = Stream.generate(() -> store.plan(null, "draft")).limit(9).toList();

    assertThat(take(Outcome.SENT)).isTrue();
    assertThat(sent).extracting(Order::plan).containsExactlyElementsOf(plans.subList(0, 8));
    assertThat(take(Outcome.SENT)).isTrue();
    assertThat(sent).extracting(Order::plan).containsExactlyElementsOf(plans);
    assertThat(take(Outcome.SENT)).isFalse();
  }

  @Test
  void notesEachOutcomeOfAHandful() {
    store.plan(null, "draft");
    PlanId later = store.plan(null, "draft");

    outbox
        .next(order -> Mono.just(order.plan().equals(later) ? Outcome.LATER : Outcome.SENT))
        .block();
    store.read("update outbox set not_before = now() where sent_at is null returning id");
    assertThat(take(Outcome.SENT)).isTrue();
    assertThat(sent).extracting(Order::plan).containsExactly(later);
  }

  @Test
  void givesToOneWhatAnotherDoesNotHold() {
    PlanId first = store.plan(null, "draft");
    Sinks.One<Order> begun = Sinks.one();
    Sinks.One<Outcome> answer = Sinks.one();
    CompletableFuture<Boolean> slow =
        outbox
            .next(order -> {
              begun.tryEmitValue(order);
              return answer.asMono();
            })
            .toFuture();
    assertThat(begun.asMono().block().plan()).isEqualTo(first);
    PlanId second = store.plan(null, "draft");

    assertThat(take(Outcome.SENT)).isTrue();
    assertThat(take(Outcome.SENT)).as("the first is being sent").isFalse();
    answer.tryEmitValue(Outcome.SENT);
    assertThat(slow.join()).isTrue();
    assertThat(sent).extracting(Order::plan).containsExactly(second);
  }

  @Test
  void keepsNoTenantWaitingBehindTheThousandsOfAnother() {
    for (int i = 0; i < 240; i++) {
      store.plan(null, "draft");
    }
    TenantId other = tenant();
    PlanId quiet = store.planOf(other, null, "draft");

    for (int i = 0; i < 29; i++) {
      take(Outcome.SENT);
    }
    // By chance with one half each time; in the order of their ids, after thirty handfuls.
    assertThat(sent).extracting(Order::plan).contains(quiet);
    assertThat(sent).extracting(Order::tenant).contains(TestStore.TENANT, other);
  }

  @Test
  void sendsTheOrdersOfOthersWhileThoseOfATenantRest() {
    TenantId other = tenant();
    store.plan(null, "draft");
    assertThat(take(Outcome.LATER)).isTrue();
    store.read(
        "update outbox set not_before = now() + interval '1 hour' where sent_at is null"
            + " returning id");
    for (int i = 0; i < 8; i++) {
      PlanId due = store.planOf(other, null, "draft");
      assertThat(take(Outcome.SENT)).as("found, whichever tenant's turn it is").isTrue();
      assertThat(sent.getLast().plan()).isEqualTo(due);
    }
    store.read("update outbox set not_before = now() where sent_at is null returning id");
  }

  private TenantId tenant() {
    TenantId id = new TenantId(UUID.randomUUID());
    store.read("insert into tenant (id, name) values ('" + id + "', 'Other') returning id");
    return id;
  }

  private boolean take(Outcome outcome) {
    return Boolean.TRUE.equals(
        outbox
            .next(order -> {
              sent.add(order);
              return Mono.just(outcome);
            })
            .block());
  }
}
