package dev.cadre.bench.bare;

import java.util.List;

/**
 * The argument of a bare activity.
 *
 * @param key of its rows
 * @param material answers of earlier calls, which follow the prompt
 * @param rows as in {@link BareRun}
 */
public record BareCall(String key, String prompt, List<String> material, boolean rows) {

  public BareCall {
    material = List.copyOf(material);
  }
}
