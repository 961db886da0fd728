package dev.cadre.api.plan;

import static dev.cadre.api.plan.GraphLayout.HEIGHT;

import dev.cadre.workflows.step.StepState;
import java.util.List;
import java.util.Objects;

/** Draws a graph as SVG. */
final class GraphPicture {

  private static final int BEND = 28;

  private final Graph graph;
  private final GraphLayout layout;

  GraphPicture(Graph graph) {
    this.graph = graph;
    this.layout = new GraphLayout(graph);
  }

  String svg() {
    int width = layout.whole().width();
    int height = layout.whole().height();
    StringBuilder svg =
        new StringBuilder(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" \
            font-family="sans-serif" font-size="13">
            <defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" \
            markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="#64748b"/></marker></defs>
            """
                .formatted(width, height, width, height));
    // A container stands before what it holds, so each is drawn on top of what is around it.
    graph.nodes().forEach(node -> svg.append(box(node)));
    graph.edges().forEach(edge -> svg.append(line(edge)));
    return svg.append("</svg>\n").toString();
  }

  private GraphLayout.Box at(String step) {
    return Objects.requireNonNull(layout.boxes().get(step));
  }

  /** Ids and words of a plan's graph need no escaping: they are letters, digits, underscores. */
  private String line(Graph.Edge edge) {
    int x1 = at(edge.from()).right();
    int y1 = at(edge.from()).y() + HEIGHT / 2;
    int x2 = at(edge.to()).x();
    int y2 = at(edge.to()).y() + HEIGHT / 2;
    String curve =
        "<path d=\"M%d %d C%d %d %d %d %d %d\" fill=\"none\" stroke=\"#64748b\" marker-end=\"url(#tip)\"/>%n"
            .formatted(x1, y1, x1 + BEND, y1, x2 - BEND, y2, x2, y2);
    return edge.label() == null
        ? curve
        : curve
            + "<text x=\"%d\" y=\"%d\" fill=\"#64748b\" text-anchor=\"middle\">%s</text>%n"
                .formatted((x1 + x2) / 2, (y1 + y2) / 2 - 4, edge.label());
  }

  private String box(Graph.Node node) {
    GraphLayout.Box box = at(node.id());
    return ("<g><title>%s: %s</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"8\" "
            + "fill=\"%s\"%s stroke=\"#334155\"/><text x=\"%d\" y=\"%d\" fill=\"#0f172a\">%s</text>"
            + "<text x=\"%d\" y=\"%d\" fill=\"#475569\" font-size=\"11\">%s</text></g>%n")
        .formatted(
            node.id(),
            node.state(),
            box.x(),
            box.y(),
            box.width(),
            box.height(),
            colour(node.state()),
            layout.holds(node.id()) ? " fill-opacity=\"0.3\"" : "",
            box.x() + 12,
            box.y() + 20,
            shorten(node.id()),
            box.x() + 12,
            box.y() + 38,
            node.told());
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
