package dev.cadre.api.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the steps of a graph stand in its picture: columns by the longest way from a start, below
 * each other as they come; what a container holds stands inside of it, laid out alike.
 */
final class GraphLayout {

  static final int WIDTH = 168;
  static final int HEIGHT = 48;
  static final int MARGIN = 16;

  private static final int BETWEEN_COLUMNS = 56;
  private static final int BETWEEN_ROWS = 24;

  private final Map<String, List<Graph.Node>> contents;
  private final Map<String, List<Graph.Edge>> edges = new HashMap<>();
  private final Map<String, Box> boxes = new LinkedHashMap<>();
  private final Box whole;

  /** A rectangle. */
  record Box(int x, int y, int width, int height) {

    int right() {
      return x + width;
    }

    int bottom() {
      return y + height;
    }
  }

  GraphLayout(Graph graph) {
    contents = graph.contents();
    Map<String, String> containers = new HashMap<>();
    contents.forEach((id, held) -> held.forEach(node -> containers.put(node.id(), id)));
    for (Graph.Edge edge : graph.edges()) {
      String container = containers.getOrDefault(edge.to(), "");
      edges.computeIfAbsent(container, _ -> new ArrayList<>()).add(edge);
    }
    whole = place("", 0, 0, MARGIN);
  }

  /** The boxes of steps by their ids, a container before what it holds. */
  Map<String, Box> boxes() {
    return boxes;
  }

  Box whole() {
    return whole;
  }

  /** Whether it is drawn around others. */
  boolean holds(String step) {
    return contents.containsKey(step);
  }

  /**
   * Places what a container holds.
   *
   * @param top the height of what stands above that
   * @return the box around it
   */
  private Box place(String container, int x, int y, int top) {
    int left = x + MARGIN;
    int bottom = y + top;
    for (List<Graph.Node> column : columns(container).values()) {
      int below = y + top;
      int right = left;
      for (Graph.Node node : column) {
        Box box = place(node, left, below);
        below = box.bottom() + BETWEEN_ROWS;
        right = Math.max(right, box.right());
        bottom = Math.max(bottom, box.bottom());
      }
      left = right + BETWEEN_COLUMNS;
    }
    int right = Math.max(left - BETWEEN_COLUMNS, x + MARGIN + WIDTH);
    return new Box(x, y, right + MARGIN - x, bottom + MARGIN - y);
  }

  private Box place(Graph.Node node, int x, int y) {
    Box box = new Box(x, y, WIDTH, HEIGHT);
    // Its place in the order comes before those of what it holds.
    boxes.put(node.id(), box);
    if (holds(node.id())) {
      box = place(node.id(), x, y, HEIGHT);
      boxes.put(node.id(), box);
    }
    return box;
  }

  private Map<Integer, List<Graph.Node>> columns(String container) {
    List<Graph.Node> nodes = contents.getOrDefault(container, List.of());
    Map<String, Integer> columns = new HashMap<>();
    // A plan has no cycle, so as many rounds as nodes settle it; most settle in the first.
    boolean moved = true;
    for (int round = 0; moved && round < nodes.size(); round++) {
      moved = false;
      for (Graph.Edge edge : edges.getOrDefault(container, List.of())) {
        int least = columns.getOrDefault(edge.from(), 0) + 1;
        if (columns.getOrDefault(edge.to(), 0) < least) {
          columns.put(edge.to(), least);
          moved = true;
        }
      }
    }
    Map<Integer, List<Graph.Node>> sorted = new TreeMap<>();
    for (Graph.Node node : nodes) {
      sorted.computeIfAbsent(columns.getOrDefault(node.id(), 0), _ -> new ArrayList<>()).add(node);
    }
    return sorted;
  }
}
