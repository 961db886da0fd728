package dev.cadre.cli;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Attempts of a step, as people read them. */
final class Attempts {

  private Attempts() {}

  /** {@code anthropic/claude-sonnet-5 · OVERLOADED · 812 tokens · 0.004 USD}. */
  static String line(JsonNode attempt) {
    List<String> words = new ArrayList<>();
    String provider = attempt.path("provider").asString("");
    String model = attempt.path("model").asString("");
    if (!provider.isEmpty()) {
      words.add(model.isEmpty() ? provider : provider + "/" + model);
    }
    String category = attempt.path("category").asString("");
    if (!category.isEmpty()) {
      words.add(category);
    }
    JsonNode tokens = attempt.path("tokens");
    long count =
        tokens.isNumber()
            ? tokens.asLong(0)
            : tokens.path("input").asLong(0) + tokens.path("output").asLong(0);
    if (count > 0) {
      words.add(count + " tokens");
    }
    JsonNode cost = attempt.path("cost");
    String amount = cost.isObject() ? cost.path("amount").asString("") : cost.asString("");
    if (!amount.isEmpty()) {
      words.add(amount + " " + cost.path("currency").asString("USD"));
    }
    if (attempt.path("fallback").asBoolean(false)) {
      words.add("fallback");
    }
    return String.join(" · ", words);
  }
}
