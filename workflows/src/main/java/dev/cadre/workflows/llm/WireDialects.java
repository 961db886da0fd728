package dev.cadre.workflows.llm;

import java.util.Map;

/** In which vendor's protocol each provider is spoken to. */
public final class WireDialects {

  private static final Map<String, String> OTHERS =
      Map.of(
          "deepseek", "openai",
          "perplexity", "openai",
          "cohere", "openai",
          "openai-compatible", "openai",
          "local", "embedded");

  private WireDialects() {}

  /** The vendor whose protocol it is; {@code embedded} where there is none. */
  public static String of(String provider) {
    return OTHERS.getOrDefault(provider, provider);
  }
}
