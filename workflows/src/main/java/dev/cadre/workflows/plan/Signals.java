package dev.cadre.workflows.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signals from outside that no {@code wait} has taken yet, by name, in their order. */
final class Signals {

  /** The most that are kept of one name; later ones are dropped. */
  private static final int MOST = 100;

  private final Map<String, ArrayDeque<Optional<Object>>> kept = new LinkedHashMap<>();

  Signals(List<Notice> left) {
    left.forEach(this::add);
  }

  /** What no step has taken. */
  List<Notice> left() {
    List<Notice> left = new ArrayList<>();
    kept.forEach((name, queue) ->
        queue.forEach(payload -> left.add(new Notice(name, payload.orElse(null)))));
    return left;
  }

  /** Keeps one; false when too many of that name wait. */
  boolean add(Notice notice) {
    ArrayDeque<Optional<Object>> queue =
        kept.computeIfAbsent(notice.signal(), _ -> new ArrayDeque<>());
    return queue.size() < MOST && queue.add(Optional.ofNullable(notice.payload()));
  }

  boolean has(String name) {
    ArrayDeque<Optional<Object>> queue = kept.get(name);
    return queue != null && !queue.isEmpty();
  }

  /** The earliest; ask {@link #has} before. */
  @Nullable Object take(String name) {
    return kept.getOrDefault(name, new ArrayDeque<>()).remove().orElse(null);
  }
}
