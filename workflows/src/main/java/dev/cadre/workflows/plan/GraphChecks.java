package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.ChoiceStep;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.SubplanStep;
import dev.cadre.workflows.step.ToolStep;
import dev.cadre.workflows.step.WaitStep;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Steps that name steps: they must exist, lie upstream where they are read, and form no cycle. */
final class GraphChecks {

  private static final int NAMED = 6;

  private final PlanScope scope;
  private final Visibility sight;
  private final Problems problems;

  GraphChecks(PlanScope scope, Visibility sight, Problems problems) {
    this.scope = scope;
    this.sight = sight;
    this.problems = problems;
  }

  void run() {
    for (int i = 0; i < scope.drafts().size(); i++) {
      StepDraft draft = scope.drafts().get(i);
      exist(draft.pointer() + "/dependsOn", draft.dependsOn());
      if (draft.step() != null) {
        named(i, draft, draft.step());
        handler(i, draft, draft.step());
      }
    }
    cycles();
  }

  private void named(int position, StepDraft draft, Step step) {
    switch (step) {
      case ChoiceStep choice -> {
        exist(draft.pointer() + "/then", choice.then());
        exist(draft.pointer() + "/else", choice.otherwise());
      }
      case AggregateStep aggregate -> read(position, draft, "/of", aggregate.of());
      case GateStep gate -> read(position, draft, "/show", gate.show());
      case AgentStep _, ToolStep _, MapStep _, LoopStep _, WaitStep _, SubplanStep _ -> {}
    }
  }

  /** Steps whose outputs are read; those that are dependencies anyway are checked as such. */
  private void read(int position, StepDraft draft, String field, List<String> ids) {
    if (ids.size() <= draft.dependsOn().size()
        && ids.equals(draft.dependsOn().subList(0, ids.size()))) {
      return;
    }
    for (int j = 0; j < ids.size(); j++) {
      sight.reads(scope, position, draft.pointer() + field + "/" + j, ids.get(j));
    }
  }

  private void exist(String pointer, List<String> ids) {
    for (int j = 0; j < ids.size(); j++) {
      sight.names(scope, pointer + "/" + j, ids.get(j));
    }
  }

  private void handler(int position, StepDraft draft, Step step) {
    String handler = step.options().onFailure().step();
    if (handler == null) {
      return;
    }
    String pointer = draft.pointer() + "/onFailure";
    if (sight.names(scope, pointer, handler) && Objects.equals(scope.position(handler), position)) {
      problems.add(
          Problem.Code.OUT_OF_RANGE,
          pointer,
          "A step cannot handle its own failure; name another.");
    }
  }

  private void cycles() {
    Set<Integer> reported = new HashSet<>();
    for (List<Integer> cycle : scope.graph().cycles()) {
      reported.addAll(cycle);
      problems.add(
          Problem.Code.CYCLE,
          scope.drafts().get(cycle.getFirst()).pointer() + "/dependsOn",
          "These steps wait for each other: " + names(cycle) + "; remove one dependency.");
    }
    handlerCycles(reported);
  }

  /** A handler must not be needed by the step that it handles. */
  private void handlerCycles(Set<Integer> reported) {
    List<int[]> edges = new ArrayList<>();
    for (int i = 0; i < scope.drafts().size(); i++) {
      Integer handler = handlerOf(i);
      if (handler != null && handler != i) {
        edges.add(new int[] {i, handler});
      }
    }
    if (edges.isEmpty()) {
      return;
    }
    for (List<Integer> cycle : scope.graph(edges).cycles()) {
      if (cycle.stream().noneMatch(reported::contains)) {
        handlerCycle(cycle);
      }
    }
  }

  private void handlerCycle(List<Integer> cycle) {
    Set<Integer> members = new HashSet<>(cycle);
    for (int member : cycle) {
      Integer handler = handlerOf(member);
      if (handler != null && members.contains(handler)) {
        problems.add(
            Problem.Code.CYCLE,
            scope.drafts().get(member).pointer() + "/onFailure",
            "The failure handlers make these steps wait for each other: "
                + names(cycle)
                + "; name a handler that is not needed before.");
        return;
      }
    }
  }

  private @Nullable Integer handlerOf(int position) {
    Step step = scope.drafts().get(position).step();
    String handler = step == null ? null : step.options().onFailure().step();
    return handler == null ? null : scope.position(handler);
  }

  private String names(List<Integer> cycle) {
    String names =
        cycle.stream()
            .limit(NAMED)
            .map(i -> Visibility.cut(scope.drafts().get(i).id()))
            .collect(Collectors.joining(", "));
    return cycle.size() > NAMED ? names + " and " + (cycle.size() - NAMED) + " more" : names;
  }
}
