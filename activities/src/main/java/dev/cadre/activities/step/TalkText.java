package dev.cadre.activities.step;

import dev.cadre.activities.llm.ToolUse;
import dev.cadre.stores.tool.Talk;
import dev.cadre.stores.tool.ToolAnswer;
import dev.cadre.stores.tool.ToolAsk;
import dev.cadre.stores.tool.ToolRefusal;
import java.util.List;
import java.util.stream.IntStream;

/** Writes a talk for a model: what tools answered stands in fences, as what others wrote does. */
final class TalkText {

  private static final String LOST =
      "The tool gave no answer, and may or may not have been called.";

  private final PromptText text;

  TalkText(PromptText text) {
    this.text = text;
  }

  /** As messages between the model and its tools. */
  List<ToolUse.Exchange> exchanges(Talk talk) {
    return IntStream.range(0, talk.exchanges().size())
        .mapToObj(turn -> exchange(turn, talk.exchanges().get(turn)))
        .toList();
  }

  private ToolUse.Exchange exchange(int turn, Talk.Exchange exchange) {
    return new ToolUse.Exchange(
        exchange.turn().text(),
        exchange.turn().asks().stream()
            .map(ask ->
                new ToolUse.Answered(
                    "call_" + turn + "_" + ask.call(),
                    name(ask.tool()),
                    ask.arguments(),
                    answer(ask, exchange),
                    failed(ask, exchange)))
            .toList());
  }

  /** As one text, for a model that takes no tools; empty when nothing was said. */
  String plain(Talk talk) {
    StringBuilder plain = new StringBuilder();
    for (Talk.Exchange exchange : talk.exchanges()) {
      for (ToolAsk ask : exchange.turn().asks()) {
        plain
            .append("\n\nThe tool ")
            .append(name(ask.tool()))
            .append(" was asked for, and answered:\n")
            .append(answer(ask, exchange));
      }
    }
    return plain.toString();
  }

  private String answer(ToolAsk ask, Talk.Exchange exchange) {
    ToolRefusal refusal = ask.refusal();
    if (refusal != null) {
      return "Refused: " + refusal.message();
    }
    ToolAnswer answer = exchange.answers().get(ask.call());
    if (answer == null) {
      return LOST;
    }
    return answer.failed() ? "Failed: " + answer.text() : text.fenced(answer.text());
  }

  private static boolean failed(ToolAsk ask, Talk.Exchange exchange) {
    ToolAnswer answer = exchange.answers().get(ask.call());
    return answer == null || answer.failed();
  }

  /** Providers take only such names, also where the model made one up. */
  private static String name(String tool) {
    String name = tool.replaceAll("[^A-Za-z0-9_-]", "_");
    return name.isEmpty() ? "_" : name.substring(0, Math.min(64, name.length()));
  }
}
