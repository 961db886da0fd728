package dev.cadre.workflows.simulation;

import dev.cadre.workflows.step.Frame;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Says which place of the model a command of the workflow means: occurrences are counted over the
 * whole plan and depend on the order of things, places do not.
 */
final class Places {

  /** A container's executions by its id and occurrence. */
  private final Map<String, String> boxes = new ConcurrentHashMap<>();

  /** Executions whose items are those of an earlier one, by name. */
  private final Map<String, String> sources = new ConcurrentHashMap<>();

  /** Occurrences of a step at a place that reached the world, in their order. */
  private final Map<String, List<Integer>> executions = new ConcurrentHashMap<>();

  String of(String step, Frame frame) {
    return room(frame) + "/" + step;
  }

  String room(Frame frame) {
    return frame == null ? "" : box(frame) + "[" + frame.index() + "]";
  }

  /** The execution of a container that a frame names. */
  String box(Frame frame) {
    String box = boxes.get(frame.step() + "/" + frame.occurrence());
    if (box == null) {
      throw new IllegalStateException("nobody has entered " + frame);
    }
    return box;
  }

  /** The first execution of a container whose items this one has. */
  String source(String box) {
    return sources.getOrDefault(box, box);
  }

  /** The name of the execution that an occurrence of a container was; null where none was. */
  String known(String step, int occurrence) {
    return boxes.get(step + "/" + occurrence);
  }

  /** What an execution of a container has begun stands in another one; false if it did already. */
  boolean keep(String from, String to) {
    if (sources.putIfAbsent(to, source(from)) != null) {
      return false;
    }
    Map.copyOf(sources)
        .forEach((box, source) -> {
          if (box.startsWith(from + "[")) {
            sources.put(to + box.substring(from.length()), source);
          }
        });
    boxes.replaceAll((_, box) -> {
      boolean moves = box.startsWith(from + "[");
      String moved = moves ? to + box.substring(from.length()) : box;
      if (moves) {
        sources.putIfAbsent(moved, source(box));
      }
      return moved;
    });
    Map.copyOf(executions)
        .forEach((place, all) -> {
          if (place.startsWith(from + "[")) {
            executions.put(to + place.substring(from.length()), new CopyOnWriteArrayList<>(all));
          }
        });
    return true;
  }

  /** A container begins, or goes on. */
  void enter(String step, int occurrence, Frame frame) {
    String place = of(step, frame);
    int execution = execution(place, occurrence);
    boxes.putIfAbsent(step + "/" + occurrence, place + "#" + execution);
  }

  /** Whether a place lies in what an occurrence of the container at another place opened. */
  boolean opened(String container, int occurrence, String place) {
    int execution = executions.getOrDefault(container, List.of()).indexOf(occurrence) + 1;
    return place.startsWith(container + "#" + execution + "[");
  }

  /** Which execution at a place an occurrence is, from 1. */
  int execution(String place, int occurrence) {
    List<Integer> known = executions.computeIfAbsent(place, _ -> new CopyOnWriteArrayList<>());
    synchronized (known) {
      if (!known.contains(occurrence)) {
        known.add(occurrence);
      }
      return known.indexOf(occurrence) + 1;
    }
  }
}
