package dev.cadre.workflows.plan;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What reviewers said to the steps of a scope; a step that runs once more is told all of it. */
final class Comments {

  private final PlanGraph graph;
  private final Place place;
  private final Map<Integer, String> own = new HashMap<>();

  /**
   * Of a scope.
   *
   * @param left by an earlier part of the run
   */
  Comments(PlanGraph graph, Place place, Stream<Carried.Note> left) {
    this.graph = graph;
    this.place = place;
    left.filter(note -> graph.has(note.step()))
        .forEach(note -> own.put(graph.position(note.step()), note.comment()));
  }

  void add(BitSet steps, String comment) {
    steps.stream().forEach(i -> own.merge(i, comment, (before, next) -> before + "\n" + next));
  }

  /** With what was said to the container around. */
  @Nullable String of(int step) {
    String said = own.get(step);
    String outer = place.note();
    if (said == null || outer == null) {
      return said == null ? outer : said;
    }
    return outer + "\n" + said;
  }

  Stream<Carried.Note> left() {
    return own.entrySet().stream()
        .map(note ->
            new Carried.Note(place.number(), graph.step(note.getKey()).id(), note.getValue()));
  }
}
