package dev.cadre.api.event;

import dev.cadre.stores.event.Events;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Follows plans. All readers of a plan in this process share one feed, which looks at PostgreSQL
 * from its first reader to its last, however many there are. A reader that comes late or is slow
 * reads what it lacks by itself.
 */
@Component
class EventFeeds {

  static final int PAGE = 200;

  private static final Duration LOOK = Duration.ofMillis(250);

  private final Log log;
  private final Duration look;
  private final ConcurrentHashMap<Key, Feed> feeds = new ConcurrentHashMap<>();

  /** Where events are read. */
  @FunctionalInterface
  interface Log {

    /** As {@link Events#after}. */
    Mono<Events.Page> after(TenantId tenant, PlanId plan, long after, int limit);
  }

  private record Key(TenantId tenant, PlanId plan) {}

  /**
   * What was read in one go.
   *
   * @param from the number before the first of the items
   * @param upTo the number of the last one
   * @param newest whether there was nothing more
   * @param ended whether nothing will follow any more
   */
  private record News(
      long from, List<Events.Event> items, long upTo, boolean newest, boolean ended) {

    static News of(long from, Events.Page page) {
      long upTo = page.items().isEmpty() ? from : page.items().getLast().seq();
      boolean newest = page.items().isEmpty() || upTo >= page.last();
      return new News(from, page.items(), upTo, newest, page.ended() && upTo >= page.last());
    }

    static News none(long from) {
      return new News(from, List.of(), from, true, false);
    }

    List<Events.Event> after(long seq) {
      return items.stream().filter(event -> event.seq() > seq).toList();
    }
  }

  @Autowired
  EventFeeds(Events events) {
    this(events::after, LOOK);
  }

  EventFeeds(Log log, Duration look) {
    this.log = log;
    this.look = look;
  }

  /**
   * The events of a plan, each once and in order, up to its end.
   *
   * @param from only events with a higher number
   * @param first what was read after {@code from}
   */
  Flux<Events.Event> follow(TenantId tenant, PlanId plan, long from, Events.Page first) {
    Key key = new Key(tenant, plan);
    return Flux.defer(() -> {
      AtomicLong told = new AtomicLong(from);
      Flux<News> known = rest(key, News.of(from, first));
      Flux<News> live =
          // One who asks for what is not yet shares a feed with those who wait for what comes next.
          Flux.defer(() -> feed(key, from > first.last() ? first.last() : told.get()))
              // The newest news tell a slow reader that it lacks some; nobody waits for it.
              .onBackpressureLatest()
              .concatMap(news -> news.from() <= told.get() ? Flux.just(news) : read(key, told), 1);
      return Flux.concat(known, live)
          .takeUntil(News::ended)
          .map(news -> news.after(told.getAndAccumulate(news.upTo(), Math::max)))
          .concatMapIterable(Function.identity(), 1);
    });
  }

  /** How many feeds look at present. */
  int open() {
    return feeds.size();
  }

  private Flux<News> feed(Key key, long from) {
    return feeds.computeIfAbsent(key, k -> new Feed(k, from)).news;
  }

  private Flux<News> read(Key key, AtomicLong told) {
    return read(key, told.get()).flatMapMany(news -> rest(key, news));
  }

  /** These news and all that stand behind them now. */
  private Flux<News> rest(Key key, News first) {
    return Flux.just(first).expand(news -> news.newest() ? Mono.empty() : read(key, news.upTo()));
  }

  private Mono<News> read(Key key, long from) {
    return log.after(key.tenant(), key.plan(), from, PAGE).map(page -> News.of(from, page));
  }

  /** The one look at a plan. Whoever joins is told the newest news first, and so what it lacks. */
  private final class Feed {

    private final Flux<News> news;

    Feed(Key key, long from) {
      News none = News.none(from);
      news =
          Flux.just(none)
              .expand(last -> last.ended() ? Mono.empty() : next(key, last))
              .skip(1)
              .filter(read -> !read.items().isEmpty() || read.ended())
              .startWith(none)
              .doFinally(_ -> feeds.remove(key, this))
              .replay(1)
              .refCount(1);
    }

    private Mono<News> next(Key key, News last) {
      return last.newest()
          ? Mono.delay(look).then(Mono.defer(() -> read(key, last.upTo())))
          : read(key, last.upTo());
    }
  }
}
