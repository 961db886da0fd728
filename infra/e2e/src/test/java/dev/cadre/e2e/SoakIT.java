package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * The long form of {@link KillIT}: many plans in flight while parts die in a random order. Runs
 * with {@code ./cadre test --soak}; {@code -Dcadre.soak.seed} repeats a run.
 */
@Timeout(1800)
@ExtendWith(OnStack.class)
@EnabledIfSystemProperty(named = "cadre.soak", matches = "true")
class SoakIT {

  private static final int KILLS = Integer.getInteger("cadre.soak.kills", 12);
  private static final int PLANS_A_KILL = 4;

  private final Stack stack;

  SoakIT(Stack stack) {
    this.stack = stack;
  }

  @Test
  void everyPlanEndsAndPublishesAtMostOnceWhateverDies() {
    Random random = Soak.random();
    List<PlanRun> plans = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      for (int i = 0; i < PLANS_A_KILL; i++) {
        plans.add(stack.requester().submit(SamplePlan.with(stack, posts(plans.size()), "soak")));
      }
      decideOpenGates();
      String part = Stack.PARTS.get(random.nextInt(Stack.PARTS.size()));
      stack.awaitAnother(part, stack.kill(part));
    }
    awaitAll(plans);

    int completed = 0;
    for (int i = 0; i < plans.size(); i++) {
      completed += endedWell(plans.get(i), posts(i)) ? 1 : 0;
    }
    assertThat(completed).isGreaterThan(plans.size() / 2);
  }

  /** Only a worker that dies during the post itself leaves a plan unfinished, and says so. */
  private boolean endedWell(PlanRun plan, String path) {
    JsonNode ended = plan.read();
    boolean completed = ended.path("status").asString("").equals("COMPLETED");
    if (!completed) {
      assertThat(ended.path("step").asString("")).isEqualTo("publish");
      assertThat(plan.step("publish").path("reason").asString("")).isEqualTo("OUTCOME_UNKNOWN");
    }
    assertThat(stack.providers().ledger().stream().filter(call -> call.path().equals(path)))
        .hasSizeBetween(completed ? 1 : 0, 1);
    String last = plan.events().getLast().path("type").asString("");
    assertThat(last).isEqualTo(completed ? "plan.completed" : "plan.failed");
    return completed;
  }

  private static String posts(int plan) {
    return "/posts/soak" + plan;
  }

  private void decideOpenGates() {
    for (JsonNode open :
        PlanRun.items(stack.reviewer().get("/v1/gates?status=open&limit=200").json())) {
      // One that closed meanwhile was answered by an earlier request whose answer was lost.
      int status = PlanRun.decide(stack.reviewer(), open, "GO", null).status();
      assertThat(status).isIn(200, 409);
    }
  }

  private void awaitAll(List<PlanRun> plans) {
    Set<String> running = new HashSet<>();
    plans.forEach(plan -> running.add(plan.id()));
    Await.found(
        "all plans end",
        Duration.ofMinutes(10),
        () -> {
          decideOpenGates();
          plans.stream()
              .filter(plan -> running.contains(plan.id()))
              .filter(plan -> PlanRun.ENDED.contains(plan.status()))
              .forEach(plan -> running.remove(plan.id()));
          return running.isEmpty() ? Optional.of(true) : Optional.empty();
        });
  }
}
