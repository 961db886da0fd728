package dev.cadre.e2e;

import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A reviewer who decides about whatever waits, until it is closed: GO, and now and then ADJUST the
 * first time.
 */
final class Reviewing implements AutoCloseable {

  private static final int ADJUSTS = 4;

  private final Stack stack;
  private final Random random;
  private final Set<String> decided = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable Throwable failure;

  private Reviewing(Stack stack, Random random) {
    this.stack = stack;
    this.random = random;
    this.thread = Thread.ofVirtual().name("reviewer").unstarted(this::work);
  }

  static Reviewing start(Stack stack, Random random) {
    Reviewing reviewing = new Reviewing(stack, random);
    reviewing.thread.start();
    return reviewing;
  }

  private void work() {
    try {
      while (!closed) {
        for (JsonNode gate :
            PlanRun.items(stack.reviewer().get("/v1/gates?status=open&limit=200").json())) {
          decide(gate);
        }
        Await.pause(Duration.ofMillis(300));
      }
    } catch (Throwable e) {
      failure = e;
    }
  }

  private void decide(JsonNode gate) {
    boolean adjust = gate.path("occurrence").asInt(0) == 1 && random.nextInt(ADJUSTS) == 0;
    Door.Reply reply =
        PlanRun.decide(
            stack.reviewer(), gate, adjust ? "ADJUST" : "GO", adjust ? "Shorter, please." : null);
    // One that closed meanwhile was answered by an earlier request whose answer was lost, or its
    // plan has ended.
    if (reply.status() != 200 && reply.status() != 409) {
      throw new AssertionError("not decided: " + reply);
    }
    if (reply.status() == 200) {
      decided.add(gate.path("id").asString(""));
    }
  }

  /** How many decisions were acknowledged. */
  int count() {
    return decided.size();
  }

  /** Fails if the reviewer had to give up. */
  void check() {
    if (failure != null) {
      throw new AssertionError("the reviewer failed", failure);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(Duration.ofSeconds(30));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
