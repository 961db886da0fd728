package dev.cadre.testkit.invariant;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one plan in PostgreSQL.
 *
 * @param lastSeq as the plan's row counts
 * @param unsent orders that wait in the outbox
 * @param budget null when the plan has none
 */
public record PlanRows(
    String status,
    int run,
    long lastSeq,
    long unsent,
    List<Usage> usage,
    List<Result> results,
    List<EventRow> events,
    List<Gate> gates,
    List<Vote> votes,
    @Nullable Budget budget) {

  /**
   * A row of {@code attempt}.
   *
   * @param turn how often the model had asked for tools before
   * @param call which of the tools that it asked for in this turn; 0: none of them
   * @param inside the worker itself is the tool: nobody else sees its calls
   */
  public record Usage(
      String key,
      String step,
      int occurrence,
      int turn,
      int call,
      int target,
      int attempt,
      boolean model,
      boolean inside,
      boolean settled,
      int calls,
      String category,
      boolean discarded,
      BigDecimal cost,
      BigDecimal reserved,
      Instant startedAt,
      @Nullable Instant settledAt) {}

  /**
   * A row of {@code step_result}.
   *
   * @param attempt the key of the attempt that made it; empty when none did
   */
  public record Result(
      String step, int occurrence, String origin, String attempt, String sha256, long size) {}

  /**
   * A row of {@code plan_event}.
   *
   * @param seq null while it is not numbered
   */
  public record EventRow(@Nullable Long seq, String type, String step) {}

  /**
   * A row of {@code gate}.
   *
   * @param outcome empty while it is open
   */
  public record Gate(String id, String step, int occurrence, boolean open, String outcome) {}

  /** A row of {@code gate_decision} that counts. */
  public record Vote(String gate, String reviewer, String decision) {}

  /** The row of {@code plan_budget}. */
  public record Budget(BigDecimal limit, BigDecimal settled, BigDecimal reserved) {}

  public PlanRows {
    usage = List.copyOf(usage);
    results = List.copyOf(results);
    events = List.copyOf(events);
    gates = List.copyOf(gates);
    votes = List.copyOf(votes);
  }
}
