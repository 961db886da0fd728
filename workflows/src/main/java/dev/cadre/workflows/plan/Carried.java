package dev.cadre.workflows.plan;

import dev.cadre.workflows.gate.CarriedGate;
import dev.cadre.workflows.gate.DecideGate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run of a plan hands on to its next part, when its history has become long. Everything that
 * PostgreSQL knows is read from there.
 *
 * @param part from 1, counts the parts before
 * @param batch the last batch of facts that was written
 * @param gates those that are open, with their votes
 * @param early decisions for gates that have not opened yet, by the step's id
 * @param signals that no step has taken yet
 * @param came ids of the signals that came last, taken or not
 * @param notes reviewers' comments for steps that may run again
 * @param rounds of gates in instances that were sent back
 * @param steered the number of the last order to pause or to go on
 * @param ends when waits and containers with a timeout end, by {@code step/occurrence}; a timeout
 *     of a wait for a time by {@code step:timeout/occurrence}
 */
public record Carried(
    int part,
    int batch,
    PlanStatus status,
    boolean paused,
    List<CarriedGate> gates,
    Map<String, List<DecideGate>> early,
    List<Notice> signals,
    List<String> came,
    List<Note> notes,
    @Nullable List<Round> rounds,
    @Nullable Long steered,
    Map<String, Instant> ends) {

  /** What the first part of a run begins with. */
  static final Carried NOTHING =
      new Carried(
          0,
          0,
          PlanStatus.RUNNING,
          false,
          List.of(),
          Map.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          null,
          Map.of());

  public Carried {
    gates = List.copyOf(gates);
    early = Map.copyOf(early);
    signals = List.copyOf(signals);
    came = List.copyOf(came);
    notes = List.copyOf(notes);
    // What an earlier version wrote has none.
    rounds = rounds == null ? List.of() : List.copyOf(rounds);
    ends = Map.copyOf(ends);
  }

  /** Which of its rounds a gate of a scope is in. */
  public record Round(int scope, String step, int round) {}

  /** A reviewer's comment for a step of a scope. */
  public record Note(int scope, String step, String comment) {}
}
