package dev.cadre.api.activation;

import dev.cadre.api.runtime.Fields;
import dev.cadre.stores.activation.Activation;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.llm.RouteGrammar;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An activation that somebody asks for.
 *
 * @param shared whether every plan of the tenant may name it, not the caller's only
 */
record ActivationBody(String name, String agent, boolean shared, Activation.Settings settings) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,39}");
  private static final Pattern MONEY = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

  /** Reads a new one. */
  static ActivationBody read(Fields fields, Catalogue catalogue) {
    String agent = fields.text("agent", NAME, "the name of an agent; see GET /v1/agents.");
    if (!agent.isEmpty() && catalogue.agent(agent).isEmpty()) {
      fields.refuse("agent", "There is no agent `" + agent + "`; see GET /v1/agents.");
    }
    String own = fields.textOrNull("name", NAME, "2 to 40 of a-z, 0-9 and dash, a letter first.");
    boolean shared = Boolean.TRUE.equals(fields.flag("shared"));
    String name = own == null ? agent : own;
    if (name.equals(agent) && !shared) {
      fields.refuse(
          "name",
          "An agent of your own needs a name of its own; or let the whole tenant have it:"
              + " `shared`: true.");
    } else if (!name.equals(agent) && catalogue.agent(name).isPresent()) {
      fields.refuse("name", "The catalogue has an agent of this name; take another one.");
    }
    Activation.Settings settings = settings(fields, Activation.Settings.NONE);
    fields.end();
    return new ActivationBody(name, agent, shared, settings);
  }

  /** Reads a change of settings. */
  static Activation.Settings changed(Fields fields, Activation.Settings before) {
    Activation.Settings settings = settings(fields, before);
    fields.end();
    return settings;
  }

  /**
   * Takes the settings; {@code end} is the caller's.
   *
   * @param before what stays where the body does not name it; null takes a setting away
   */
  private static Activation.Settings settings(Fields fields, Activation.Settings before) {
    Set<String> route =
        fields.words(
            "route",
            target -> RouteGrammar.problem(target).isEmpty() ? target : null,
            "a list of targets, each once: local, provider or provider/model.");
    if (route != null && route.isEmpty()) {
      fields.refuse("route", "Name one target at least, or leave it to the agent.");
    }
    Double temperature = fields.decimal("temperature", 0, 2);
    String limit =
        fields.textOrNull("monthlyLimitUsd", MONEY, "a decimal string, such as \"25.00\".");
    return new Activation.Settings(
        fields.has("route") ? (route == null ? null : List.copyOf(route)) : before.route(),
        fields.has("temperature") ? temperature : before.temperature(),
        fields.has("monthlyLimitUsd") ? money(limit) : before.monthlyLimitUsd());
  }

  private static @Nullable BigDecimal money(@Nullable String text) {
    return text == null ? null : new BigDecimal(text);
  }
}
