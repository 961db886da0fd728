package dev.cadre.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Kills parts of a stack, one after the other or two at once, at random moments. */
final class Killing {

  private static final int LONGEST_MILLIS = 4000;
  private static final int TWO_OF = 5;

  private final Stack stack;
  private final Random random;
  private final List<String> killed = new CopyOnWriteArrayList<>();
  private final List<Instant> at = new CopyOnWriteArrayList<>();
  private volatile @Nullable Throwable failure;
  private Thread thread = Thread.currentThread();

  Killing(Stack stack, Random random) {
    this.stack = stack;
    this.random = random;
  }

  /** Begins in a thread of its own. */
  void start(int kills) {
    thread =
        Thread.ofVirtual()
            .name("killer")
            .start(() -> {
              try {
                kill(kills);
              } catch (Throwable e) {
                failure = e;
              }
            });
  }

  private void kill(int kills) {
    // Each part once, in any order, then at random: no seed spares one.
    List<String> parts = new ArrayList<>(Stack.PARTS);
    Collections.shuffle(parts, random);
    for (int i = 0; i < kills; i++) {
      Await.pause(Duration.ofMillis(500 + random.nextInt(LONGEST_MILLIS)));
      String part = i < parts.size() ? parts.get(i) : any();
      String other = random.nextInt(TWO_OF) == 0 ? any() : part;
      long pid = strike(part);
      long second = other.equals(part) ? 0 : strike(other);
      stack.awaitAnother(part, pid);
      if (second != 0) {
        stack.awaitAnother(other, second);
      }
    }
  }

  private String any() {
    return Stack.PARTS.get(random.nextInt(Stack.PARTS.size()));
  }

  private long strike(String part) {
    long pid = stack.kill(part);
    Instant now = Instant.now();
    killed.add(part);
    if (!part.equals("api")) {
      at.add(now);
    }
    System.out.println(now + " killed " + part + " (" + pid + ")");
    return pid;
  }

  /** The parts in the order of their deaths. */
  List<String> killed() {
    return List.copyOf(killed);
  }

  /** When something died that a call depends on. */
  List<Instant> at() {
    return List.copyOf(at);
  }

  /** Waits until all who died run again. */
  void finish() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    if (failure != null) {
      throw new AssertionError("the killer failed", failure);
    }
  }
}
