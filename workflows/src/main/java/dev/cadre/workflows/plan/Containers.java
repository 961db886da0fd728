package dev.cadre.workflows.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The containers of one scope that are at work, by their positions. */
final class Containers {

  private final Map<Integer, Container> atWork = new HashMap<>();

  void began(int step, Container container) {
    atWork.put(step, container);
  }

  void ended(int step) {
    atWork.remove(step);
  }

  /** Whether nothing happens inside of any until somebody or something outside acts. */
  boolean idle() {
    return atWork.values().stream().allMatch(Container::idle);
  }

  /** Nothing new starts inside; running attempts finish. */
  void halt(Halt why) {
    atWork.values().forEach(container -> container.halt(why));
  }

  /** Comments for steps inside. */
  Stream<Carried.Note> notes() {
    return atWork.values().stream().flatMap(Container::notes);
  }

  /** Rounds of gates inside. */
  Stream<Carried.Round> rounds() {
    return atWork.values().stream().flatMap(Container::rounds);
  }
}
