package dev.cadre.bench.side;

import dev.cadre.bench.plan.Mode;
import dev.cadre.bench.plan.Shape;
import java.time.Instant;
import java.util.Optional;

/** One of the compared, as its client sees it. Safe for use by many threads. */
public sealed interface Side permits CadreSide, BareSide {

  /** A word for tables. */
  String name();

  /** Why it cannot run the shape in that mode; empty when it can. */
  Optional<String> lacks(Shape shape, Mode mode);

  /** Starts a run; returns when the start is acknowledged. */
  Started start(Shape shape, Mode mode);

  /** Whether a run waits at its gate. */
  boolean atGate(Started run);

  /** How many runs wait at gates; rises with each that comes to one. */
  long atGates();

  /**
   * Approves a run that waits at its gate; returns when that is answered.
   *
   * @return just before the client sent it
   */
  Instant approve(Started run);

  /** How many calls have been committed so far. */
  long calls();

  /** The process that does the work. */
  ProcessHandle worker();

  /** Kills that process as a crash would and returns when its successor was asked for. */
  void killWorker() throws InterruptedException;
}
