package dev.cadre.workflows.simulation;

import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.WaitStep;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What a plan waits for, by what is seen of it. */
final class Awaited {

  private final Seen seen;

  Awaited(Seen seen) {
    this.seen = seen;
  }

  /** Gates that are open, each with the number of its openings. */
  Map<String, Integer> gates() {
    Map<String, Integer> open = new LinkedHashMap<>();
    synchronized (seen) {
      seen.openings.forEach((place, all) -> {
        if (all.getLast().outcome == null) {
          open.put(place, all.size());
        }
      });
    }
    return open;
  }

  /** Waits that have not ended. */
  Set<String> waits() {
    Set<String> waiting = new LinkedHashSet<>();
    synchronized (seen) {
      seen.rows.forEach((place, row) -> {
        boolean wait = seen.step(place.substring(place.lastIndexOf('/') + 1)) instanceof WaitStep;
        if (wait && row.state() == StepState.WAITING && alive(place)) {
          waiting.add(place);
        }
      });
    }
    return waiting;
  }

  /** Whether all containers around a place are at work, with what they have opened there. */
  private boolean alive(String place) {
    for (int at = place.indexOf('#'); at >= 0; at = place.indexOf('#', at + 1)) {
      String around = place.substring(0, at);
      Seen.Row row = seen.rows.get(around);
      if (row == null
          || row.state().terminal()
          || !seen.places.opened(around, row.occurrence(), place)) {
        return false;
      }
    }
    return true;
  }
}
