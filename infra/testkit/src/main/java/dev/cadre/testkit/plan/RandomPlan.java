package dev.cadre.testkit.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A plan from a seed, valid by construction.
 *
 * @param tree the document; may be changed
 * @param ids of all steps, a container's before those inside it
 * @param texts the places where a text with templates stands
 */
public record RandomPlan(Map<String, Object> tree, List<String> ids, List<Text> texts) {

  /**
   * A text with templates.
   *
   * @param pointer of the text
   * @param holder the object that holds it
   * @param field its name there
   * @param readable ids of the steps that it may read
   * @param names what it may name besides {@code input} and {@code steps}
   */
  public record Text(
      String pointer,
      Map<String, Object> holder,
      String field,
      Set<String> readable,
      Set<String> names) {

    public Text {
      readable = Set.copyOf(readable);
      names = Set.copyOf(names);
    }

    /** Puts another text there. */
    public void write(String text) {
      holder.put(field, text);
    }
  }

  public RandomPlan {
    ids = List.copyOf(ids);
    texts = List.copyOf(texts);
  }
}
