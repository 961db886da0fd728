package dev.cadre.workflows.step;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One instance of what a container holds: an item of a map, a turn of a loop, a subplan. It binds
 * what expressions inside may name.
 *
 * @param step the container's id
 * @param occurrence the container's
 * @param index of the item, from 0; of the turn, from 1; 0 of a subplan
 * @param scope the instance's number, from 1, unique in the plan; the plan itself is scope 0
 */
public record Frame(String step, int occurrence, int index, int scope) {

  /** Of a command; one that an earlier version wrote has none. */
  public static List<Frame> list(@Nullable List<Frame> frames) {
    return frames == null ? List.of() : List.copyOf(frames);
  }

  /** The nearest one, which says where the step itself stands; null in the plan's own graph. */
  public static @Nullable Frame last(List<Frame> frames) {
    return frames.isEmpty() ? null : frames.getLast();
  }
}
