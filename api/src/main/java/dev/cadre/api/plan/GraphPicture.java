package dev.cadre.api.plan;

import dev.cadre.workflows.step.StepState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Draws a graph as SVG: columns by the longest way from a start, rows as they come. */
final class GraphPicture {

  private static final int WIDTH = 168;
  private static final int HEIGHT = 48;
  private static final int COLUMN = 224;
  private static final int ROW = 72;
  private static final int MARGIN = 16;

  private final Graph graph;
  private final Map<String, Integer> columns = new HashMap<>();
  private final Map<String, Integer> rows = new HashMap<>();

  GraphPicture(Graph graph) {
    this.graph = graph;
    place();
  }

  private void place() {
    graph.nodes().forEach(node -> columns.put(node.id(), 0));
    // A plan has no cycle, so as many rounds as nodes settle it; most settle in the first.
    boolean moved = true;
    for (int round = 0; moved && round < graph.nodes().size(); round++) {
      moved = false;
      for (Graph.Edge edge : graph.edges()) {
        int least = columns.getOrDefault(edge.from(), 0) + 1;
        if (columns.getOrDefault(edge.to(), 0) < least) {
          columns.put(edge.to(), least);
          moved = true;
        }
      }
    }
    Map<Integer, Integer> filled = new HashMap<>();
    for (Graph.Node node : graph.nodes()) {
      rows.put(node.id(), filled.merge(columns.getOrDefault(node.id(), 0), 1, Integer::sum) - 1);
    }
  }

  String svg() {
    int width = extent(columns) * COLUMN + WIDTH + 2 * MARGIN;
    int height = extent(rows) * ROW + HEIGHT + 2 * MARGIN;
    StringBuilder svg =
        new StringBuilder(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" \
            font-family="sans-serif" font-size="13">
            <defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" \
            markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="#64748b"/></marker></defs>
            """
                .formatted(width, height, width, height));
    graph.edges().forEach(edge -> svg.append(line(edge)));
    graph.nodes().forEach(node -> svg.append(box(node)));
    return svg.append("</svg>\n").toString();
  }

  private static int extent(Map<String, Integer> places) {
    return places.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  private int x(String step) {
    return MARGIN + columns.getOrDefault(step, 0) * COLUMN;
  }

  private int y(String step) {
    return MARGIN + rows.getOrDefault(step, 0) * ROW;
  }

  /** Ids and words of a plan's graph need no escaping: they are letters, digits, underscores. */
  private String line(Graph.Edge edge) {
    int x1 = x(edge.from()) + WIDTH;
    int y1 = y(edge.from()) + HEIGHT / 2;
    int x2 = x(edge.to());
    int y2 = y(edge.to()) + HEIGHT / 2;
    int bend = (COLUMN - WIDTH) / 2;
    String curve =
        "<path d=\"M%d %d C%d %d %d %d %d %d\" fill=\"none\" stroke=\"#64748b\" marker-end=\"url(#tip)\"/>%n"
            .formatted(x1, y1, x1 + bend, y1, x2 - bend, y2, x2, y2);
    return edge.label() == null
        ? curve
        : curve
            + "<text x=\"%d\" y=\"%d\" fill=\"#64748b\" text-anchor=\"middle\">%s</text>%n"
                .formatted((x1 + x2) / 2, (y1 + y2) / 2 - 4, edge.label());
  }

  private String box(Graph.Node node) {
    int x = x(node.id());
    int y = y(node.id());
    return ("<g><title>%s: %s</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"8\" "
            + "fill=\"%s\" stroke=\"#334155\"/><text x=\"%d\" y=\"%d\" fill=\"#0f172a\">%s</text>"
            + "<text x=\"%d\" y=\"%d\" fill=\"#475569\" font-size=\"11\">%s · %s</text></g>%n")
        .formatted(
            node.id(),
            node.state(),
            x,
            y,
            WIDTH,
            HEIGHT,
            colour(node.state()),
            x + 12,
            y + 20,
            shorten(node.id()),
            x + 12,
            y + 38,
            node.kind(),
            node.state());
  }

  private static String shorten(String id) {
    return id.length() <= 20 ? id : id.substring(0, 19) + "…";
  }

  static String colour(StepState state) {
    return switch (state) {
      case PENDING, READY -> "#f1f5f9";
      case RUNNING -> "#bfdbfe";
      case WAITING -> "#fde68a";
      case COMPLETED -> "#bbf7d0";
      case FAILED -> "#fecaca";
      case SKIPPED, CANCELLED -> "#e2e8f0";
    };
  }

  static List<String> formats() {
    return List.of("json", "mermaid", "svg");
  }
}
