package dev.cadre.workflows.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Makes a plan smaller as long as it still fails: leaves out a step, or something that a step says.
 * What the world does stays the same, because it goes by the names of places.
 */
final class Shrinking {

  private static final List<String> OPTIONAL =
      List.of("when", "onFailure", "timeout", "retry", "execution", "deadline", "audience");

  private final Predicate<Map<String, Object>> fails;
  private final long end;

  /**
   * With a test.
   *
   * @param seconds after which it stops where it is
   */
  Shrinking(Predicate<Map<String, Object>> fails, int seconds) {
    this.fails = fails;
    end = System.nanoTime() + seconds * 1_000_000_000L;
  }

  Map<String, Object> smallest(Map<String, Object> document) {
    Map<String, Object> best = document;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (Map<String, Object> next : candidates(best)) {
        if (System.nanoTime() > end) {
          return best;
        }
        if (Plans.problems(next).isEmpty() && fails.test(next)) {
          best = next;
          smaller = true;
          break;
        }
      }
    }
    return best;
  }

  private static List<Map<String, Object>> candidates(Map<String, Object> document) {
    List<String> ids = new ArrayList<>();
    collect(document, ids);
    List<Map<String, Object>> all = new ArrayList<>();
    ids.reversed().forEach(id -> all.add(map(document, id, null)));
    ids.forEach(id -> OPTIONAL.forEach(field -> all.add(map(document, id, field))));
    all.removeIf(document::equals);
    return all;
  }

  private static void collect(Object tree, List<String> ids) {
    if (tree instanceof Map<?, ?> map) {
      if (map.containsKey("kind")) {
        ids.add((String) map.get("id"));
      }
      map.values().forEach(value -> collect(value, ids));
    } else if (tree instanceof List<?> list) {
      list.forEach(value -> collect(value, ids));
    }
  }

  /** Without a step, or without a field of it; what names the step goes with it. */
  private static Map<String, Object> map(Map<?, ?> map, String id, String field) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((name, value) -> {
      boolean away = map.containsKey("kind") && map.get("id").equals(id) && name.equals(field);
      boolean names =
          field == null && (value.equals(id) && name.equals("onFailure") || reads(value, id));
      if (!away && !names) {
        copy.put((String) name, value(value, id, field));
      } else if (names && name.equals("until")) {
        copy.put("until", "turn > 1");
      } else if (names && "choice".equals(map.get("kind"))) {
        copy.put("when", "input.n > 1");
      }
    });
    return copy;
  }

  private static boolean reads(Object value, String id) {
    return value instanceof String text && text.contains("steps." + id + ".");
  }

  private static Object value(Object value, String id, String field) {
    return switch (value) {
      case Map<?, ?> map -> map(map, id, field);
      case List<?> list ->
          list.stream()
              .filter(each -> field != null || !names(each, id))
              .map(each -> value(each, id, field))
              .toList();
      default -> value;
    };
  }

  private static boolean names(Object each, String id) {
    return each.equals(id) || each instanceof Map<?, ?> step && id.equals(step.get("id"));
  }
}
