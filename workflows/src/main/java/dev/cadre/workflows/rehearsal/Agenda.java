package dev.cadre.workflows.rehearsal;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** What is to happen, in the order of a time that passes only here. */
final class Agenda {

  private record Entry(Instant at, long number, Runnable what) {}

  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparing(Entry::at).thenComparingLong(Entry::number));
  private Instant now;
  private long given;

  Agenda(Instant start) {
    now = start;
  }

  Instant now() {
    return now;
  }

  /** Does something later; what is due at the same time happens in the order of these calls. */
  void after(Duration pause, Runnable what) {
    entries.add(new Entry(now.plus(pause), given++, what));
  }

  /** Does the next thing; false when there is none. */
  boolean next() {
    Entry entry = entries.poll();
    if (entry == null) {
      return false;
    }
    now = entry.at();
    entry.what().run();
    return true;
  }
}
