package dev.cadre.workflows.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The steps of a plan by id, and which of them lie before which. */
final class PlanScope {

  private final List<StepDraft> drafts;
  private final Map<String, Integer> byId = new HashMap<>();
  private final Precedence graph;

  PlanScope(List<StepDraft> drafts) {
    this.drafts = drafts;
    for (int i = 0; i < drafts.size(); i++) {
      if (!drafts.get(i).id().isEmpty()) {
        byId.putIfAbsent(drafts.get(i).id(), i);
      }
    }
    this.graph = graph(List.of());
  }

  List<StepDraft> drafts() {
    return drafts;
  }

  Collection<String> ids() {
    return byId.keySet();
  }

  /** The position among the drafts of the first step of that id. */
  @Nullable Integer position(String id) {
    return byId.get(id);
  }

  Precedence graph() {
    return graph;
  }

  /** Whether the step at the position needs the other. */
  boolean upstream(int position, String other) {
    Integer ancestor = byId.get(other);
    return ancestor != null && ancestor != position && graph.reaches(position, ancestor);
  }

  /** The graph of dependencies with further edges, each {@code {from, to}}. */
  Precedence graph(List<int[]> further) {
    List<List<Integer>> before = new ArrayList<>();
    for (StepDraft draft : drafts) {
      List<Integer> known = new ArrayList<>();
      for (String id : draft.dependsOn()) {
        Integer position = byId.get(id);
        if (position != null) {
          known.add(position);
        }
      }
      before.add(known);
    }
    further.forEach(edge -> before.get(edge[1]).add(edge[0]));
    return new Precedence(
        before.stream()
            .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new));
  }
}
