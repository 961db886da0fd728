package dev.cadre.workflows.rehearsal;

import dev.cadre.workflows.gate.Verdict;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the world is said to answer.
 *
 * @param outputs of each call of a step
 * @param items of a step's calls, one after the other; behind the last one, {@code outputs} count
 * @param decisions GO or REJECT, by gate; GO where none is said
 * @param failures the reason why each call of a step fails
 * @param signals the payloads by name
 */
public record Mocks(
    Map<String, @Nullable Object> outputs,
    Map<String, List<@Nullable Object>> items,
    Map<String, Verdict> decisions,
    Map<String, String> failures,
    Map<String, @Nullable Object> signals) {

  /** Nothing is said. */
  public static final Mocks NONE = new Mocks(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

  public Mocks {
    outputs = Collections.unmodifiableMap(new HashMap<>(outputs));
    items = Map.copyOf(items);
    decisions = Map.copyOf(decisions);
    failures = Map.copyOf(failures);
    signals = Collections.unmodifiableMap(new HashMap<>(signals));
  }
}
