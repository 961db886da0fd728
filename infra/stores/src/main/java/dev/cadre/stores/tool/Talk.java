package dev.cadre.stores.tool;

import java.util.List;
import java.util.Map;

/** All that a model and its tools have said, in order. */
public record Talk(List<Exchange> exchanges) {

  /** Nothing yet. */
  public static final Talk NONE = new Talk(List.of());

  /**
   * A turn of the model and what came of it.
   *
   * @param answers by the number of the call; one that was refused, or was lost, has none
   */
  public record Exchange(ModelTurn turn, Map<Integer, ToolAnswer> answers) {

    public Exchange {
      answers = Map.copyOf(answers);
    }
  }

  public Talk {
    exchanges = List.copyOf(exchanges);
  }
}
