package dev.cadre.stores.gate;

import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.plan.PlanId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A gate as it stands in the read model.
 *
 * @param requester who submitted the plan
 * @param container what holds the step; null in the plan's own graph
 * @param item which item of the map (from 0) or turn of the loop (from 1) it asks about
 * @param path the same of each container around it, from the outermost in; the last is {@code item}
 * @param status OPEN or CLOSED
 * @param outcome how it closed
 * @param show what the reviewer sees
 * @param digest of exactly that; a decision repeats it
 * @param deadline null waits for ever
 * @param decisions in the order in which they were judged; refused ones too
 */
public record GateRead(
    String id,
    PlanId plan,
    String requester,
    String step,
    int occurrence,
    @Nullable String container,
    @Nullable Integer item,
    @Nullable List<Integer> path,
    String status,
    @Nullable String outcome,
    String title,
    List<String> options,
    List<ShownRead> show,
    String digest,
    Audience audience,
    @Nullable Instant deadline,
    Instant openedAt,
    @Nullable Instant closedAt,
    List<DecisionRead> decisions) {

  public GateRead {
    options = List.copyOf(options);
    show = List.copyOf(show);
    decisions = List.copyOf(decisions);
  }

  /**
   * One output that is shown.
   *
   * @param output null in lists
   */
  public record ShownRead(String step, int occurrence, String sha256, @Nullable Object output) {}

  /**
   * A judged decision.
   *
   * @param asserted the identity was claimed, not proven
   * @param refusal null when it counts
   * @param outcome how the gate closed by it
   */
  public record DecisionRead(
      String decision,
      String reviewer,
      boolean asserted,
      @Nullable String comment,
      @Nullable String refusal,
      String message,
      @Nullable String outcome,
      Instant at) {}
}
