package dev.cadre.workflows.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Signals from outside that no {@code wait} has taken yet, by name, in their order. */
final class Signals {

  /** The most that are kept of one name; later ones are dropped. */
  private static final int MOST = 1_000;

  /** A plan's orders come in their order, so what comes again is among the last that came. */
  private static final int REMEMBERED = 100;

  private final Map<String, ArrayDeque<Optional<Object>>> kept = new LinkedHashMap<>();
  private final Set<String> came = new LinkedHashSet<>();

  /**
   * As an earlier part of the run left them.
   *
   * @param came ids of those that came last
   */
  Signals(List<Notice> left, Collection<String> came) {
    this.came.addAll(came);
    left.forEach(this::add);
  }

  /** What no step has taken; their ids stand in {@link #came}. */
  List<Notice> left() {
    List<Notice> left = new ArrayList<>();
    kept.forEach((name, queue) ->
        queue.forEach(payload -> left.add(new Notice(name, payload.orElse(null), null))));
    return left;
  }

  /** Ids of those that came last. */
  List<String> came() {
    return List.copyOf(came);
  }

  /** Keeps one, unless it came before or too many of that name wait. */
  void add(Notice notice) {
    if (notice.id() != null && !isNew(notice.id())) {
      return;
    }
    ArrayDeque<Optional<Object>> queue =
        kept.computeIfAbsent(notice.signal(), _ -> new ArrayDeque<>());
    if (queue.size() < MOST) {
      queue.add(Optional.ofNullable(notice.payload()));
    }
  }

  private boolean isNew(String id) {
    boolean isNew = came.add(id);
    if (came.size() > REMEMBERED) {
      Iterator<String> oldest = came.iterator();
      oldest.next();
      oldest.remove();
    }
    return isNew;
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
