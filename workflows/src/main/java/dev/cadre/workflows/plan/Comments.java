package dev.cadre.workflows.plan;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What reviewers said to the steps of a scope; a step that runs once more is told all of it. */
final class Comments {

  private final PlanGraph graph;
  private final Place place;
  private final Map<Integer, String> own = new HashMap<>();

  /**
   * What was said before.
   *
   * @param left by an earlier part of the run, with all that had been said before it
   * @param said in earlier runs
   * @param repeatableTools as of a {@link Rerun}
   */
  record Before(List<Carried.Note> left, List<Said> said, Set<String> repeatableTools) {}

  /** Of a scope. */
  Comments(PlanGraph graph, Place place, Before before) {
    this.graph = graph;
    this.place = place;
    before.left().stream()
        .filter(note -> graph.has(note.step()))
        .forEach(note -> own.put(graph.position(note.step()), note.comment()));
    if (own.isEmpty() && !before.said().isEmpty()) {
      // To whom a comment goes does not depend on where the steps stand.
      Rerun rerun = new Rerun(graph, new PlanState(graph), before.repeatableTools());
      before.said().stream()
          .filter(said -> graph.has(said.gate()))
          .forEach(said -> add(said.meant(graph, rerun), said.comment()));
    }
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
