package dev.cadre.testkit.fault;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules: for each match a queue that is used up, then what always holds. */
final class Script {

  private record Queue(Match match, Deque<Fault> faults) {}

  private record Always(Match match, Fault fault) {}

  private final List<Queue> queues = new ArrayList<>();
  private final List<Always> always = new ArrayList<>();

  synchronized void enqueue(Match match, Collection<Fault> faults) {
    queues.add(new Queue(match, new ArrayDeque<>(faults)));
  }

  synchronized void always(Match match, Fault fault) {
    always.addFirst(new Always(match, fault));
  }

  synchronized void clear() {
    queues.clear();
    always.clear();
  }

  /**
   * The oldest fitting queue's next fault, else the latest fitting standing one, else an answer.
   */
  synchronized Fault next(String path, @Nullable String model, Map<String, String> headers) {
    for (Queue queue : queues) {
      Fault fault = queue.match.fits(path, model, headers) ? queue.faults.poll() : null;
      if (fault != null) {
        return fault;
      }
    }
    return always.stream()
        .filter(rule -> rule.match.fits(path, model, headers))
        .map(Always::fault)
        .findFirst()
        .orElseGet(Fault::answer);
  }
}
