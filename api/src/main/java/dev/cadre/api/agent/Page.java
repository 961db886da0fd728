package dev.cadre.api.agent;

import dev.cadre.api.runtime.Parameters;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A page of what is sorted by a name.
 *
 * @param next null at the end
 */
public record Page<T>(List<T> items, @Nullable String next) {

  private static final int STANDARD = 50;

  /**
   * The page behind a cursor.
   *
   * @param cursor as the client gave it; empty at the first
   * @param limit as the client gave it; empty for the standard
   */
  public static <T> Page<T> of(
      Stream<T> all, Function<T, String> name, String cursor, String limit) {
    int size = Parameters.limit(limit, STANDARD);
    String after = Parameters.name(cursor);
    List<T> found =
        all.filter(item -> name.apply(item).compareTo(after) > 0)
            .sorted((a, b) -> name.apply(a).compareTo(name.apply(b)))
            .limit(size + 1L)
            .toList();
    return found.size() <= size
        ? new Page<>(found, null)
        : new Page<>(found.subList(0, size), Parameters.after(name.apply(found.get(size - 1))));
  }
}
