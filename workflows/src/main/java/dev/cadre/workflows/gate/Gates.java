package dev.cadre.workflows.gate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The gates that a plan's run has opened, in that order. */
final class Gates {

  private final Map<String, Gate> byId = new LinkedHashMap<>();

  void add(Gate gate) {
    byId.put(gate.id().toString(), gate);
  }

  Stream<Gate> all() {
    return byId.values().stream();
  }

  Stream<Gate> open() {
    return all().filter(Gate::isOpen);
  }

  boolean opened(String step) {
    return all().anyMatch(gate -> gate.step().equals(step));
  }

  /** By its id; or by its step's id, when one opening of it is open, else its latest. */
  @Nullable Gate find(String name) {
    Gate gate = byId.get(name);
    if (gate != null) {
      return gate;
    }
    List<Gate> ofStep = all().filter(each -> each.step().equals(name)).toList();
    List<Gate> open = ofStep.stream().filter(Gate::isOpen).toList();
    return switch (open.size()) {
      case 0 -> ofStep.isEmpty() ? null : ofStep.getLast();
      case 1 -> open.getFirst();
      default -> null;
    };
  }
}
