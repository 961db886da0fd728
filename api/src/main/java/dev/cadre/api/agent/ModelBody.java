package dev.cadre.api.agent;

import dev.cadre.api.runtime.Fields;
import dev.cadre.stores.agent.CatalogueModel;
import dev.cadre.workflows.llm.ModelPrice;
import dev.cadre.workflows.llm.RouteGrammar;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a model, or a price of one, that somebody sends. */
final class ModelBody {

  private static final Pattern TIER = Pattern.compile("cheap|mid|premium");
  private static final Pattern MONEY = Pattern.compile("\\d{1,8}(\\.\\d{1,9})?");
  private static final Pattern MOMENT = Pattern.compile("[0-9TZ:.+-]{10,40}");
  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_-]{0,31}");
  private static final int MOST_TOKENS = 100_000_000;

  private ModelBody() {}

  static CatalogueModel model(Fields fields, String provider, String model) {
    RouteGrammar.problem(provider + "/" + model)
        .ifPresent(wrong -> fields.refuse("model", wrong + " It stands in the address."));
    Integer window = fields.number("contextWindow", 1, MOST_TOKENS);
    if (window == null) {
      fields.refuse("contextWindow", "`contextWindow` is missing: tokens, in and out together.");
    }
    Integer maxOutput = fields.number("maxOutput", 1, MOST_TOKENS);
    String tier = fields.text("tier", TIER, "cheap, mid or premium.");
    Set<String> capabilities = words(fields, "capabilities", "a list such as chat, tools.");
    Set<String> regions = words(fields, "regions", "a list such as eu, us.");
    Boolean isDefault = fields.flag("isDefault");
    fields.end();
    return new CatalogueModel(
        provider,
        model,
        Boolean.TRUE.equals(isDefault),
        window == null ? 1 : window,
        maxOutput,
        tier,
        capabilities.isEmpty() ? Set.of("chat") : capabilities,
        regions,
        List.of());
  }

  private static Set<String> words(Fields fields, String field, String remedy) {
    Set<String> words =
        fields.words(field, word -> WORD.matcher(word).matches() ? word : null, remedy);
    return words == null ? Set.of() : words;
  }

  /** Without {@code from} it is in force at once; without an amount that amount is unknown. */
  static ModelPrice price(Fields fields, Clock clock, String by) {
    String from = fields.textOrNull("from", MOMENT, "a date, or a moment with its zone.");
    ModelPrice price =
        new ModelPrice(
            from == null ? clock.instant() : moment(fields, from),
            money(fields, "inputUsdPerMillion"),
            money(fields, "outputUsdPerMillion"),
            money(fields, "usdPerThousandRequests"),
            by);
    fields.end();
    return price;
  }

  /** A day begins in UTC. */
  private static Instant moment(Fields fields, String text) {
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    } catch (DateTimeException e) {
      fields.refuse("from", "Write a date as 2026-12-01, or a moment as 2026-12-01T08:00:00Z.");
      return Instant.EPOCH;
    }
  }

  private static @Nullable BigDecimal money(Fields fields, String field) {
    String amount = fields.textOrNull(field, MONEY, "an amount as a text, such as \"2.50\".");
    return amount == null ? null : new BigDecimal(amount);
  }
}
