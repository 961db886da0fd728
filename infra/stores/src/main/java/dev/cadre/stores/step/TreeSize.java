package dev.cadre.stores.step;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How much memory a tree takes, about: rather more than less. */
final class TreeSize {

  /** Of an object, and of its place in whatever holds it. */
  private static final long OBJECT = 64;

  private TreeSize() {}

  /** In bytes; with the place that it is kept in. */
  static long of(@Nullable Object tree) {
    return switch (tree) {
      case String text -> OBJECT + 2L * text.length();
      case List<?> list -> {
        long size = OBJECT;
        for (Object each : list) {
          size += of(each);
        }
        yield size;
      }
      case Map<?, ?> map -> {
        long size = OBJECT;
        for (Map.Entry<?, ?> each : map.entrySet()) {
          size += of(each.getKey()) + of(each.getValue());
        }
        yield size;
      }
      case null, default -> OBJECT;
    };
  }
}
