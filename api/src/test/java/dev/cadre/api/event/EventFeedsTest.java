package dev.cadre.api.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cadre.stores.event.Events;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

@Timeout(60)
class EventFeedsTest {

  private static final TenantId TENANT = TenantId.DEMO;
  private static final PlanId PLAN = new PlanId(new UUID(7, 7));
  private static final Duration LOOK = Duration.ofMillis(20);

  private final List<Events.Event> written = new ArrayList<>();
  private final AtomicInteger reads = new AtomicInteger();
  private final List<Disposable> readers = new ArrayList<>();
  private final EventFeeds feeds = new EventFeeds((_, _, after, limit) -> read(after, limit), LOOK);

  @AfterEach
  void leave() {
    readers.forEach(Disposable::dispose);
  }

  private synchronized Mono<Events.Page> read(long after, int limit) {
    reads.incrementAndGet();
    return Mono.just(page(after, limit));
  }

  private synchronized Events.Page page(long after, int limit) {
    boolean ended = !written.isEmpty() && written.getLast().terminal();
    return new Events.Page(
        written.stream().filter(e -> e.seq() > after).limit(limit).toList(), written.size(), ended);
  }

  private synchronized void write(String type) {
    written.add(new Events.Event(written.size() + 1L, Instant.EPOCH, type, null, Map.of()));
  }

  private List<Long> follow(long from) {
    List<Long> seen = new CopyOnWriteArrayList<>();
    readers.add(
        feeds
            .follow(TENANT, PLAN, from, page(from, EventFeeds.PAGE))
            .subscribe(event -> seen.add(event.seq())));
    return seen;
  }

  private static List<Long> numbers(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  @Test
  void looksOnceForAllReadersOfAPlan() throws Exception {
    write("plan.started");
    List<List<Long>> seen = IntStream.range(0, 50).mapToObj(_ -> follow(0)).toList();
    int before = reads.get();
    Thread.sleep(LOOK.toMillis() * 20);

    assertThat(reads.get() - before).isBetween(1, 25);
    write("step.started");
    await()
        .untilAsserted(
            () -> assertThat(seen).allSatisfy(one -> assertThat(one).containsExactly(1L, 2L)));
    assertThat(feeds.open()).isEqualTo(1);
  }

  @Test
  void looksNoMoreWhenTheLastReaderHasLeft() throws Exception {
    follow(0);
    follow(0);
    await().until(() -> reads.get() > 1);
    readers.getFirst().dispose();
    int withOne = reads.get();
    await().until(() -> reads.get() > withOne + 1);

    readers.getLast().dispose();
    Thread.sleep(LOOK.toMillis() * 2);
    int before = reads.get();
    Thread.sleep(LOOK.toMillis() * 10);
    assertThat(reads.get()).isEqualTo(before);
    assertThat(feeds.open()).isZero();
  }

  @Test
  void tellsEachReaderEveryEventOnceAndInOrderWheneverItComes() {
    List<List<Long>> seen = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      write("step.started");
      if (i % 30 == 0) {
        seen.add(follow(0));
        seen.add(follow(i / 2));
      }
    }
    write("plan.completed");

    await().until(() -> readers.stream().allMatch(Disposable::isDisposed));
    assertThat(seen)
        .hasSize(20)
        .allSatisfy(one -> {
          assertThat(one).isEqualTo(numbers(one.getFirst(), 301));
        });
    assertThat(feeds.open()).isZero();
  }

  @Test
  void neitherWaitsForASlowReaderNorLetsItMissAnything() {
    List<Long> slow = new CopyOnWriteArrayList<>();
    var reader =
        new BaseSubscriber<Events.Event>() {
          @Override
          protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {}

          @Override
          protected void hookOnNext(Events.Event event) {
            slow.add(event.seq());
          }
        };
    readers.add(reader);
    feeds.follow(TENANT, PLAN, 0, page(0, EventFeeds.PAGE)).subscribe(reader);
    List<Long> quick = follow(0);
    for (int i = 1; i <= 10; i++) {
      write("step.started");
      int last = i;
      await().until(() -> quick.size() == last);
    }
    write("plan.completed");
    await().until(() -> quick.size() == 11);
    assertThat(slow).isEmpty();

    reader.requestUnbounded();
    await().untilAsserted(() -> assertThat(slow).isEqualTo(numbers(1, 11)));
    assertThat(reader.isDisposed()).isTrue();
  }

  @Test
  void tellsOthersEverythingWhereAReaderAsksForWhatIsNotYet() {
    write("plan.started");
    List<Long> ahead = follow(1_000);
    List<Long> seen = follow(0);
    for (int last = 2; last <= 3; last++) {
      write("step.started");
      int all = last;
      await().untilAsserted(() -> assertThat(seen).isEqualTo(numbers(1, all)));
    }
    assertThat(feeds.open()).isEqualTo(1);

    write("plan.completed");
    await().until(() -> readers.stream().allMatch(Disposable::isDisposed));
    assertThat(seen).isEqualTo(numbers(1, 4));
    assertThat(ahead).isEmpty();
  }

  @Test
  void endsWithAPlanThatEndedBefore() {
    write("plan.started");
    write("plan.failed");

    assertThat(follow(0)).containsExactly(1L, 2L);
    assertThat(readers.getFirst().isDisposed()).isTrue();
    assertThat(reads).hasValue(0);
  }
}
