package dev.cadre.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What one call of an agent may cost at most, target by target. */
final class TryCost {

  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  /** What a provider's protocol wraps around the texts. */
  private static final int OVERHEAD_TOKENS = 64;

  private TryCost() {}

  /**
   * A line for each target of the agent's route that can be called now, in its order.
   *
   * @param detail of the agent, as the API reads it
   * @param models a page of all of them
   */
  static List<String> lines(JsonNode detail, JsonNode models, String prompt, int maxTokens) {
    // No tokenizer makes more tokens than bytes.
    long input = bytes(prompt) + bytes(detail.path("instructions").asString("")) + OVERHEAD_TOKENS;
    List<String> lines = new ArrayList<>();
    for (JsonNode target : detail.path("agent").path("route")) {
      for (JsonNode model : models.path("items")) {
        if (means(target.asString(""), model) && model.path("callable").asBoolean(false)) {
          lines.add(line(model, input, maxTokens));
        }
      }
    }
    return lines;
  }

  private static boolean means(String target, JsonNode model) {
    return target.equals(model.path("target").asString(""))
        || (target.equals(model.path("provider").asString(""))
            && model.path("isDefault").asBoolean(false));
  }

  private static String line(JsonNode model, long input, int maxTokens) {
    String in = model.path("inputUsdPerMillion").asString("");
    String out = model.path("outputUsdPerMillion").asString("");
    String cost =
        in.isEmpty() || out.isEmpty()
            ? "its price is unknown, so it is not called"
            : "at most "
                + new BigDecimal(in)
                    .multiply(BigDecimal.valueOf(input))
                    .add(new BigDecimal(out).multiply(BigDecimal.valueOf(maxTokens)))
                    .divide(MILLION, 6, RoundingMode.UP)
                    .stripTrailingZeros()
                    .toPlainString()
                + " USD a call";
    return model.path("target").asString("") + "  " + cost;
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
