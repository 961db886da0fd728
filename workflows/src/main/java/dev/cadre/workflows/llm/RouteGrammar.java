package dev.cadre.workflows.llm;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a target of a route looks like: {@code local | provider | provider/model}. */
public final class RouteGrammar {

  /** The providers that a route may name. */
  public static final List<String> PROVIDERS =
      List.of(
          "openai",
          "anthropic",
          "google",
          "mistral",
          "cohere",
          "deepseek",
          "perplexity",
          "openai-compatible",
          "ollama",
          "local");

  static final String LOCAL = "local";
  private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@/-]{0,127}");

  private RouteGrammar() {}

  /** What is wrong with the text of a target, or nothing. */
  public static Optional<String> problem(String target) {
    int slash = target.indexOf('/');
    String provider = slash < 0 ? target : target.substring(0, slash);
    if (!PROVIDERS.contains(provider)) {
      return Optional.of(
          "A target is provider or provider/model with one of "
              + String.join(", ", PROVIDERS)
              + "; correct it.");
    }
    if (slash < 0) {
      return Optional.empty();
    }
    if (provider.equals(LOCAL)) {
      return Optional.of("The local model has no other name; write local.");
    }
    return MODEL.matcher(target.substring(slash + 1)).matches()
        ? Optional.empty()
        : Optional.of("The model's name is not one; write it as in openai/gpt-5.6-terra.");
  }
}
