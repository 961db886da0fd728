package dev.cadre.workflows.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * A directed graph of numbered nodes, each with the nodes that come before it: its strongly
 * connected components (Tarjan, without recursion, so that depth does not matter) and the ancestors
 * of each node.
 */
final class Precedence {

  private final int[][] before;
  private final int[] index;
  private final int[] low;
  private final int[] component;
  private final int[] next;
  private final Deque<Integer> open = new ArrayDeque<>();
  private final List<List<Integer>> components = new ArrayList<>();
  private final List<BitSet> ancestors = new ArrayList<>();
  private int visited;

  /**
   * Builds it.
   *
   * @param before for each node the nodes on which it depends, in any order
   */
  Precedence(int[][] before) {
    int size = before.length;
    this.before = before;
    this.index = new int[size];
    this.low = new int[size];
    this.component = new int[size];
    this.next = new int[size];
    Arrays.fill(component, -1);
    for (int node = 0; node < size; node++) {
      if (index[node] == 0) {
        walk(node);
      }
    }
  }

  /**
   * The components that hold a cycle: of several nodes, or of one that depends on itself. Members
   * ascend, and so do the components by their first member.
   */
  List<List<Integer>> cycles() {
    return components.stream()
        .filter(this::cyclic)
        .sorted((a, b) -> Integer.compare(a.getFirst(), b.getFirst()))
        .toList();
  }

  /** Whether {@code node} needs {@code ancestor}, directly or not; in a cycle also itself. */
  boolean reaches(int node, int ancestor) {
    return ancestors.get(component[node]).get(ancestor);
  }

  private void walk(int root) {
    Deque<Integer> path = new ArrayDeque<>();
    enter(root, path);
    while (!path.isEmpty()) {
      int node = path.peek();
      if (next[node] < before[node].length) {
        int other = before[node][next[node]++];
        if (index[other] == 0) {
          enter(other, path);
        } else if (component[other] < 0) {
          low[node] = Math.min(low[node], index[other]);
        }
      } else {
        path.pop();
        leave(node);
        if (!path.isEmpty()) {
          low[path.peek()] = Math.min(low[path.peek()], low[node]);
        }
      }
    }
  }

  private void enter(int node, Deque<Integer> path) {
    index[node] = ++visited;
    low[node] = visited;
    open.push(node);
    path.push(node);
  }

  private void leave(int node) {
    if (low[node] != index[node]) {
      return;
    }
    List<Integer> members = new ArrayList<>();
    int member;
    do {
      member = open.pop();
      component[member] = components.size();
      members.add(member);
    } while (member != node);
    Collections.sort(members);
    components.add(members);
    ancestors.add(ancestorsOf(members));
  }

  /** What lies before a component is complete when the component is: Tarjan finds it first. */
  private BitSet ancestorsOf(List<Integer> members) {
    BitSet all = new BitSet(before.length);
    boolean cyclic = cyclic(members);
    int self = component[members.getFirst()];
    for (int member : members) {
      if (cyclic) {
        all.set(member);
      }
      for (int other : before[member]) {
        all.set(other);
        if (component[other] != self) {
          all.or(ancestors.get(component[other]));
        }
      }
    }
    return all;
  }

  private boolean cyclic(List<Integer> members) {
    int first = members.getFirst();
    return members.size() > 1 || Arrays.stream(before[first]).anyMatch(other -> other == first);
  }
}
