package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.ChoiceStep;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The shape of a valid plan, by position in the document: who needs whom, who stands in for whom,
 * who hangs on which choice.
 */
public final class PlanGraph {

  /** That a step is named by one side of a choice. */
  public record Branch(int choice, boolean then) {}

  private final List<Step> steps;
  private final Map<String, Integer> positions = new HashMap<>();
  private final List<List<Integer>> needs = new ArrayList<>();
  private final List<List<Integer>> dependents = new ArrayList<>();
  private final List<List<Branch>> branches = new ArrayList<>();
  private final List<List<Integer>> standsInFor = new ArrayList<>();

  public PlanGraph(Plan plan) {
    this(plan.steps());
  }

  /** Of steps that name only one another. */
  public PlanGraph(List<Step> steps) {
    this.steps = List.copyOf(steps);
    for (int i = 0; i < steps.size(); i++) {
      positions.put(steps.get(i).id(), i);
      needs.add(new ArrayList<>());
      dependents.add(new ArrayList<>());
      branches.add(new ArrayList<>());
      standsInFor.add(new ArrayList<>());
    }
    for (int i = 0; i < steps.size(); i++) {
      link(i);
    }
  }

  private void link(int position) {
    Step step = steps.get(position);
    for (String id : step.options().dependsOn()) {
      int need = position(id);
      needs.get(position).add(need);
      dependents.get(need).add(position);
    }
    if (step instanceof ChoiceStep choice) {
      choice.then().forEach(id -> branches.get(position(id)).add(new Branch(position, true)));
      choice.otherwise().forEach(id -> branches.get(position(id)).add(new Branch(position, false)));
    }
    OnFailure onFailure = step.options().onFailure();
    if (onFailure.step() != null) {
      standsInFor.get(position(onFailure.step())).add(position);
    }
  }

  public int size() {
    return steps.size();
  }

  public Step step(int position) {
    return steps.get(position);
  }

  public boolean has(String id) {
    return positions.containsKey(id);
  }

  public int position(String id) {
    Integer position = positions.get(id);
    if (position == null) {
      throw new IllegalArgumentException("no step " + id);
    }
    return position;
  }

  /** What must have ended before this step. */
  public List<Integer> needs(int position) {
    return needs.get(position);
  }

  /** What needs this step. */
  public List<Integer> dependents(int position) {
    return dependents.get(position);
  }

  /** The sides of choices that name this step. */
  public List<Branch> branches(int position) {
    return branches.get(position);
  }

  /** The steps whose failure starts this one; empty for an ordinary step. */
  public List<Integer> standsInFor(int position) {
    return standsInFor.get(position);
  }

  /** All that comes after, without the step itself. */
  public BitSet descendants(int position) {
    return reach(position, dependents);
  }

  /** What a rejected gate bars: all that comes after, but what its stand-in leads to. */
  BitSet barredBy(int gate) {
    BitSet barred = descendants(gate);
    String standIn = step(gate).options().onFailure().step();
    if (standIn != null) {
      barred.clear(position(standIn));
      barred.andNot(descendants(position(standIn)));
    }
    return barred;
  }

  /** All that comes before, without the step itself. */
  public BitSet ancestors(int position) {
    return reach(position, needs);
  }

  private BitSet reach(int from, List<List<Integer>> edges) {
    BitSet seen = new BitSet(size());
    ArrayDeque<Integer> open = new ArrayDeque<>(edges.get(from));
    while (!open.isEmpty()) {
      int next = open.pop();
      if (!seen.get(next)) {
        seen.set(next);
        open.addAll(edges.get(next));
      }
    }
    return seen;
  }
}
