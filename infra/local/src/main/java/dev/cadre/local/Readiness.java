package dev.cadre.local;

import dev.cadre.parts.process.LogTail;
import dev.cadre.parts.process.Part;
import dev.cadre.parts.process.PartFailure;
import dev.cadre.parts.process.PidFile;
import dev.cadre.parts.process.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Waits until the parts of a stack are ready. */
final class Readiness {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration STILL = Duration.ofSeconds(10);

  /** Wrong settings and a changed migration end a part each time; a lost race ends it once. */
  private static final int MOST_TRIES = 3;

  private final StateFolder state;
  private final Progress progress;

  Readiness(StateFolder state, Progress progress) {
    this.state = state;
    this.progress = progress;
  }

  /** Returns when all are; {@link PartFailure} where one does not come. */
  void await(Stack stack, ProcessHandle supervisor) throws InterruptedException {
    Instant begun = Instant.now();
    List<Part> waiting = new ArrayList<>(stack.all());
    Map<Part, Set<Long>> tries = new HashMap<>();
    long told = 0;
    while (!waiting.isEmpty()) {
      for (Part part : List.copyOf(waiting)) {
        if (part.ready()) {
          waiting.remove(part);
          double after = Duration.between(begun, Instant.now()).toMillis() / 1000.0;
          progress.say("%-9s ready after %.1f s  %s".formatted(part.name(), after, part.address()));
        } else if (tries(part, tries) > MOST_TRIES) {
          throw failed(state, part.name(), "ends again and again");
        }
      }
      long seconds = Duration.between(begun, Instant.now()).toSeconds();
      if (seconds >= told + STILL.toSeconds() && !waiting.isEmpty()) {
        told = seconds;
        progress.say("still starting after " + seconds + " s: " + names(waiting));
      }
      if (!supervisor.isAlive()) {
        throw failed(state, Supervision.NAME, "ended");
      }
      if (Duration.between(begun, Instant.now()).compareTo(PATIENCE) > 0) {
        throw failed(
            state,
            waiting.getFirst().name(),
            "is not ready after " + PATIENCE.toMinutes() + " min");
      }
      Thread.sleep(100);
    }
  }

  /** How often it was started; one that goes on dying is not waited for to the end. */
  private int tries(Part part, Map<Part, Set<Long>> all) {
    Set<Long> seen = all.computeIfAbsent(part, _ -> new HashSet<>());
    new PidFile(state.run(), part.name()).find().ifPresent(process -> seen.add(process.pid()));
    return seen.size();
  }

  private static String names(List<Part> parts) {
    return parts.stream().map(Part::name).collect(Collectors.joining(", "));
  }

  /** With the end of the part's log. */
  static PartFailure failed(StateFolder state, String part, String what) {
    List<String> tail = LogTail.of(state.log(part), 15);
    return new PartFailure(
        part + " " + what + ". The end of " + state.log(part) + ":\n  " + String.join("\n  ", tail),
        "Put right what it says, then ./cadre down and start again.");
  }
}
