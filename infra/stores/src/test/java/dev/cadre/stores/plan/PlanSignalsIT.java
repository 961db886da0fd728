package dev.cadre.stores.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.plan.PlanSignals.Met;
import dev.cadre.stores.plan.PlanSignals.Signal;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.testkit.plan.NewPlans;
import dev.cadre.workflows.plan.Notice;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.WaitStep;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class PlanSignalsIT {

  private static final Map<String, List<String>> WAITS = Map.of("paid", List.of("w"));

  private final TestStore store = TestStore.open();
  private final Outbox outbox = new Outbox(store.postgres());
  private final PlanSignals signals =
      new PlanSignals(store.postgres(), store.keys(), Clock.systemUTC());
  private final List<Outbox.Order> sent = new ArrayList<>();
  private PlanId plan;

  @BeforeEach
  void submit() {
    drain();
    sent.clear();
    plan = NewPlans.id();
    Step wait = new WaitStep("w", NewPlans.options(), null, null, "paid");
    new Submissions(store.postgres(), store.keys(), Clock.systemUTC())
        .submit(
            new Submission(
                TestStore.TENANT,
                plan,
                NewPlans.of(null, null, List.of(wait)),
                Map.of(),
                "requester",
                null,
                "{}"))
        .block();
  }

  private void drain() {
    boolean found = true;
    while (found) {
      found =
          Boolean.TRUE.equals(
              outbox
                  .next(order -> {
                    sent.add(order);
                    return Mono.just(Outbox.Outcome.SENT);
                  })
                  .block());
    }
  }

  private Signal signal(String id, @Nullable Object payload, @Nullable RequestKey request) {
    return new Signal(
        TestStore.TENANT, plan, new Notice("paid", payload, id), WAITS, "requester", request);
  }

  private static RequestKey key(String sha256) {
    return new RequestKey("requester", "POST /signals", NewPlans.id().toString(), sha256);
  }

  @Test
  void comesBehindTheStartInTheOrderInWhichTheyWereTaken() {
    for (int i = 0; i < 3; i++) {
      assertThat(signals.send(signal("s" + i, Map.of("n", (long) i), null)).block())
          .isEqualTo(Met.TAKEN);
    }
    drain();

    assertThat(sent)
        .extracting(Outbox.Order::kind)
        .containsExactly(
            Outbox.Kind.START, Outbox.Kind.SIGNAL, Outbox.Kind.SIGNAL, Outbox.Kind.SIGNAL);
    assertThat(
            Flux.fromIterable(sent.subList(1, 4)).concatMap(signals::notice).collectList().block())
        .containsExactly(
            new Notice("paid", Map.of("n", 0L), "s0"),
            new Notice("paid", Map.of("n", 1L), "s1"),
            new Notice("paid", Map.of("n", 2L), "s2"));
  }

  @Test
  void keepsAPayloadThatIsNull() {
    signals.send(signal("s", null, null)).block();
    drain();

    assertThat(signals.notice(sent.getLast()).block()).isEqualTo(new Notice("paid", null, "s"));
  }

  @Test
  void takesOneOfFiftyEqualRequests() {
    RequestKey key = key("a");
    List<Met> met =
        Flux.fromStream(IntStream.range(0, 50).boxed())
            .flatMap(i -> signals.send(signal("s" + i, 1L, key)), 16)
            .collectList()
            .block();

    assertThat(met).hasSize(50).containsOnlyOnce(Met.TAKEN).contains(Met.HOLDS);
    assertThat(count("outbox where kind = 'SIGNAL' and plan_id")).isEqualTo("1");
    assertThat(count("plan_event where type = 'plan.signalled' and plan_id")).isEqualTo("1");
  }

  @Test
  void refusesTheKeyWithAnotherBody() {
    RequestKey key = key("a");
    signals.send(signal("s1", 1L, key)).block();

    assertThatThrownBy(() ->
            signals
                .send(
                    signal("s2", 2L, new RequestKey(key.principal(), key.route(), key.key(), "b")))
                .block())
        .isInstanceOf(IdempotencyConflict.class);
    assertThat(count("outbox where kind = 'SIGNAL' and plan_id")).isEqualTo("1");
  }

  @Test
  void refusesAPlanThatHasEndedAndKeepsNoKeyOfThat() {
    store.read("update plan set status = 'FAILED' where id = ? returning id", plan.value());
    RequestKey key = key("a");
    assertThat(signals.send(signal("s", 1L, key)).block()).isEqualTo(Met.TERMINAL);
    store.read(
        "update plan set status = 'RUNNING', run = 2 where id = ? returning id", plan.value());

    assertThat(signals.send(signal("s", 1L, key)).block()).isEqualTo(Met.TAKEN);
    drain();
    assertThat(sent.getLast().run()).isEqualTo(2);
  }

  @Test
  void letsNoMoreWaitThanAPlanHandsOn() {
    puts(1_000, 1);
    assertThat(signals.send(signal("s", 1L, null)).block()).isEqualTo(Met.TOO_MANY);

    takes(1);
    assertThat(signals.send(signal("s", 1L, null)).block()).isEqualTo(Met.TAKEN);
    assertThat(signals.send(signal("s", 1L, null)).block()).isEqualTo(Met.TOO_MANY);
  }

  @Test
  void letsNoMoreBytesWaitThanAPlanHandsOn() {
    puts(8, 128 * 1024);
    assertThat(signals.send(signal("s", 1L, null)).block()).isEqualTo(Met.TOO_MANY);

    takes(1);
    assertThat(signals.send(signal("s", 1L, null)).block()).isEqualTo(Met.TAKEN);
  }

  @Test
  void sendsToTheNextRunWhatNoWaitHasTaken() {
    for (int i = 0; i < 4; i++) {
      signals.send(signal("s" + i, (long) i, null)).block();
    }
    drain();
    takes(2);
    store.read("update plan set status = 'FAILED' where id = ? returning id", plan.value());
    sent.clear();

    new PlanSteering(store.postgres(), store.keys(), Clock.systemUTC())
        .retry(TestStore.TENANT, plan, "requester", null)
        .block();
    signals.send(signal("s4", 4L, null)).block();
    drain();

    assertThat(sent).extracting(Outbox.Order::run).containsOnly(2);
    assertThat(sent.getFirst().kind()).isEqualTo(Outbox.Kind.START);
    assertThat(
            Flux.fromIterable(sent.subList(1, sent.size()))
                .concatMap(signals::notice)
                .map(Notice::id)
                .collectList()
                .block())
        .containsExactly("s2", "s3", "s4");
  }

  /** As if a wait had taken so many signals. */
  private void takes(int number) {
    store.read(
        """
        with made as (insert into step_result (tenant_id, plan_id, step_id, occurrence, origin,
            sha256, size, value)
          select ?, ?, 'w', n, 'wait', 'x', 1, 'x' from generate_series(1, ?) n returning 1)
        select count(*) from made\
        """,
        TestStore.TENANT.value(),
        plan.value(),
        number);
  }

  private void puts(int number, int bytes) {
    store.read(
        """
        with made as (insert into outbox (tenant_id, plan_id, run, kind, signal, content, sent_at)
          select ?, ?, 1, 'SIGNAL', 'paid', decode(repeat('00', ?), 'hex'), now()
          from generate_series(1, ?) returning 1)
        select count(*) from made\
        """,
        TestStore.TENANT.value(),
        plan.value(),
        bytes,
        number);
  }

  @Test
  void knowsNoPlanOfAnotherTenant() {
    var other = new TenantId(UUID.fromString("01900000-0000-7000-8000-00000000abcd"));
    var signal = new Signal(other, plan, new Notice("paid", 1L, "s"), WAITS, "mallory", null);

    assertThat(signals.send(signal).blockOptional()).isEmpty();
    assertThat(count("outbox where kind = 'SIGNAL' and plan_id")).isEqualTo("0");
  }

  private String count(String what) {
    return store.read("select count(*) from " + what + " = ?", plan.value());
  }
}
