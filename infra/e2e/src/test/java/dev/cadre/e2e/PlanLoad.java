package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import tools.jackson.databind.JsonNode;

/**
 * Plans of every shape that run while something is broken, with somebody who decides at their
 * gates. In the end all have completed and every invariant holds.
 */
final class PlanLoad implements AutoCloseable {

  /** Nothing may stand still for longer. */
  private static final Duration STILL = Duration.ofSeconds(90);

  private static final Duration SLOW = Duration.ofMillis(700);
  private static final int TELLING = 20;

  private final Stack stack;
  private final Random random;
  private final Journal journal;
  private final Shapes shapes;
  private final Reviewing reviewer;
  private final String mark;
  private int submitted;

  private PlanLoad(Stack stack, Random random) {
    this.stack = stack;
    this.random = random;
    this.journal = new Journal(stack);
    this.shapes = new Shapes(stack, random);
    this.mark = "canary" + Long.toHexString(random.nextLong());
    stack
        .providers()
        .always(Match.model(Shapes.BROKEN), Fault.status(500))
        .always(Match.model(Shapes.SLOW), Fault.answer().withDelay(SLOW));
    this.reviewer = Reviewing.start(stack, new Random(random.nextLong()));
  }

  /** With nothing submitted yet. */
  static PlanLoad on(Stack stack, Random random) {
    return new PlanLoad(stack, random);
  }

  /** Submits plans at random moments. */
  void submit(int plans) {
    for (int i = 0; i < plans; i++) {
      submitOne();
      Await.pause(Duration.ofMillis(random.nextInt(300)));
    }
  }

  private void submitOne() {
    String key = key();
    journal.submit(key, shapes.plan(submitted++, mark));
  }

  /** One that no other run of the same seed uses. */
  private static String key() {
    return "key-" + UUID.randomUUID();
  }

  /** Clients that submit; several of them send the same under the same key. */
  List<Callable<PlanRun>> clients(int keys, int clientsOfKey) {
    List<Callable<PlanRun>> clients = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      String key = key();
      String plan = shapes.plan(submitted++, mark);
      for (int j = 0; j < clientsOfKey; j++) {
        clients.add(() -> journal.submit(key, plan));
      }
    }
    Collections.shuffle(clients, random);
    return clients;
  }

  /** Waits for all, and fails when for a while none has gone on. */
  void await() {
    List<PlanRun> running = new ArrayList<>(journal.plans());
    Set<String> seen = new HashSet<>();
    Instant moved = Instant.now();
    for (int round = 1; !running.isEmpty(); round++) {
      reviewer.check();
      for (PlanRun plan : List.copyOf(running)) {
        JsonNode read = plan.read();
        if (seen.add(plan.id() + read.path("status") + read.path("steps"))) {
          moved = Instant.now();
        }
        if (PlanRun.ENDED.contains(read.path("status").asString(""))) {
          running.remove(plan);
        }
      }
      if (round % TELLING == 0) {
        System.out.println(Instant.now() + " " + running.size() + " plans still run");
      }
      if (Duration.between(moved, Instant.now()).compareTo(STILL) > 0) {
        PlanRun stuck = running.getFirst();
        throw new AssertionError(
            running.size() + " plans stand still: " + stuck.read() + "\n" + stuck.steps());
      }
      Await.pause(Duration.ofMillis(500));
    }
  }

  /**
   * Waits for all and looks at everything.
   *
   * @param crashes when something died that a call depends on
   */
  void mustHaveCompleted(Collection<Instant> crashes) {
    await();
    journal.askAgain();
    List<PlanRun> plans = journal.plans();
    assertThat(plans).hasSize(submitted).allMatch(plan -> plan.status().equals("COMPLETED"));
    assertThat(plans)
        .filteredOn(plan -> plan.read().path("name").asString("").startsWith(Shapes.NESTED))
        .allSatisfy(plan -> {
          JsonNode result = plan.door().get(plan.path() + "/result").expect(200).json();
          assertThat(Shapes.inOrder(result.path("result"))).as(result.toString()).isTrue();
        });
    Inspection.of(stack)
        .requests(journal.answers())
        .crashes(crashes)
        .canaries(mark)
        .mustHold(submitted);
  }

  /** How many decisions were acknowledged. */
  int decisions() {
    return reviewer.count();
  }

  @Override
  public void close() {
    reviewer.close();
  }
}
