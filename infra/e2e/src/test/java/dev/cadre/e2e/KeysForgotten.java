package dev.cadre.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What makes an outage of a vault felt: nobody has a key in memory any more. */
final class KeysForgotten {

  private KeysForgotten() {}

  /** Kills worker and API, and waits until the next worker asks in vain. Returns when it killed. */
  static Instant by(Stack stack) {
    long before = complaints(stack);
    Instant crash = Instant.now();
    for (String part : List.of("worker", "api")) {
      stack.awaitAnother(part, stack.kill(part));
    }
    Await.until(
        "the worker asks for a key in vain",
        Duration.ofSeconds(90),
        () -> complaints(stack) > before);
    return crash;
  }

  private static long complaints(Stack stack) {
    return stack.folder().log("worker").lines().filter(it -> it.contains("vault fails")).count();
  }
}
