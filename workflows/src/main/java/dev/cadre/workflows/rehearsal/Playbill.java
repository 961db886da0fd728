package dev.cadre.workflows.rehearsal;

import dev.cadre.workflows.plan.PlanGraph;
import dev.cadre.workflows.plan.PlanState;
import dev.cadre.workflows.rehearsal.Rehearsed.Line;
import dev.cadre.workflows.step.Output;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was seen of the steps of one graph, and of the graphs inside of them. */
final class Playbill {

  private final PlanGraph graph;
  private final PlanState state;
  private final @Nullable String[] reasons;
  private final @Nullable String[] messages;
  private final BitSet sampled = new BitSet();
  private final Map<Integer, SortedMap<Integer, Playbill>> inside = new HashMap<>();

  Playbill(PlanGraph graph, PlanState state) {
    this.graph = graph;
    this.state = state;
    reasons = new @Nullable String[graph.size()];
    messages = new @Nullable String[graph.size()];
  }

  void ended(int position, @Nullable String reason, @Nullable String message) {
    reasons[position] = reason;
    messages[position] = message;
  }

  void completed(int position, boolean made) {
    sampled.set(position, made);
  }

  /** An instance of what a container holds. */
  void holds(int position, int index, Playbill instance) {
    inside.computeIfAbsent(position, _ -> new TreeMap<>()).put(index, instance);
  }

  /** Everything, as {@link Rehearsed} has it. */
  List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    write(List.of(), lines);
    return lines;
  }

  private void write(List<Integer> path, List<Line> lines) {
    for (int position = 0; position < graph.size(); position++) {
      lines.add(line(position, path));
      inside
          .getOrDefault(position, new TreeMap<>())
          .forEach((index, instance) -> {
            List<Integer> deeper = new ArrayList<>(path);
            deeper.add(index);
            instance.write(deeper, lines);
          });
    }
  }

  private Line line(int position, List<Integer> path) {
    Output output = state.output(position);
    return new Line(
        graph.step(position).id(),
        path.isEmpty() ? null : path.getLast(),
        path,
        state.state(position),
        reasons[position],
        messages[position],
        output == null ? null : output.value(),
        sampled.get(position));
  }
}
