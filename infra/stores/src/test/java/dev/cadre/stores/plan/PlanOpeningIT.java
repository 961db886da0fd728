package dev.cadre.stores.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.plan.StartPlan;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** A run of a plan is opened once. */
class PlanOpeningIT {

  private final TestStore store = TestStore.open();
  private final PlanBookStore book =
      new PlanBookStore(store.postgres(), store.keys(), Clock.systemUTC());
  private final PlanId plan = store.plan(null, "draft", "review", "publish");

  @Test
  void opensARunOnceAndGivesWhatStandsAfterwards() {
    StartPlan start = new StartPlan(TestStore.TENANT, plan, 1);
    List<Opening> seen = new ArrayList<>();
    PlanSnapshot first = book.open(start, fixing(seen, "first")).block();
    assertThat(seen).hasSize(1);
    assertThat(seen.getFirst().stored()).isNull();
    assertThat(seen.getFirst().input().value()).isEqualTo(Map.of("topic", "tea"));
    assertThat(first).isEqualTo(snapshot(seen.getFirst(), "first"));
    assertThat(book.open(start, fixing(seen, "second")).block()).isEqualTo(first);
    assertThat(seen).hasSize(1);
    assertThat(new Snapshots(store.postgres(), store.keys()).newest(TestStore.TENANT, plan).block())
        .isEqualTo(first);
    assertThat(status()).isEqualTo("RUNNING");
    assertThat(events()).isEqualTo("plan.submitted plan.started");
  }

  @Test
  void opensARunOnceHoweverManyOpenItTogether() {
    StartPlan start = new StartPlan(TestStore.TENANT, plan, 1);
    List<PlanSnapshot> opened =
        Flux.range(0, 8)
            .flatMap(n -> book.open(start, opening -> snapshot(opening, "n" + n)), 8)
            .collectList()
            .block();
    assertThat(opened).hasSize(8).containsOnly(opened.getFirst());
    assertThat(events()).isEqualTo("plan.submitted plan.started");
  }

  private Function<Opening, PlanSnapshot> fixing(List<Opening> seen, String requester) {
    return opening -> {
      seen.add(opening);
      return snapshot(opening, requester);
    };
  }

  static PlanSnapshot snapshot(Opening opening, String requester) {
    return new PlanSnapshot(
        opening.plan(),
        requester,
        opening.input(),
        Map.of(),
        Map.of(),
        Set.of("http-get"),
        Map.of(),
        opening.assertedDecisions(),
        opening.prior(),
        null,
        null,
        opening.said());
  }

  private String status() {
    return store.read("select status from plan where id = ?", plan.value());
  }

  private String events() {
    return store.read(
        "select string_agg(type, ' ' order by id) from plan_event where plan_id = ?", plan.value());
  }
}
