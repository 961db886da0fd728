package dev.cadre.e2e;

import dev.cadre.parts.process.Ports;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the launcher is told: free ports, the fault server for every vendor, no local model. */
final class StackSettings {

  private static final List<String> VENDORS =
      List.of("OPENAI", "ANTHROPIC", "GOOGLE", "MISTRAL", "DEEPSEEK", "PERPLEXITY", "COHERE");

  private static final List<String> PORTS =
      List.of(
          "HTTP_PORT",
          "WORKER_PORT",
          "POSTGRES_PORT",
          "TEMPORAL_PORT",
          "TEMPORAL_UIPORT",
          "DEMO_PORT");

  private StackSettings() {}

  /**
   * The environment.
   *
   * @param origin of the fault server
   * @param project the folder that holds the modules
   * @param worker the worker's jar
   */
  static Map<String, String> of(String origin, Path project, Path worker) {
    Map<String, String> settings = new HashMap<>();
    for (String port : PORTS) {
      settings.put("CADRE_" + port, Integer.toString(Ports.free()));
    }
    for (String vendor : VENDORS) {
      settings.put("CADRE_PROVIDERS_" + vendor + "_BASEURL", origin + "/" + vendor);
      settings.put("CADRE_PROVIDERS_" + vendor + "_APIKEY", Stack.KEY);
    }
    settings.put("CADRE_PROVIDERS_OLLAMA_BASEURL", origin + "/OLLAMA");
    settings.put("CADRE_TOOLS_HTTP_ALLOW", origin);
    // By another name than for tools, so that what the one list allows is not in the other.
    settings.put("CADRE_MODELS_ALLOW", origin.replace("127.0.0.1", "localhost"));
    settings.put("CADRE_MODEL_PATH", project.resolve("no-model").toString());
    // Tests kill parts more often than chance does.
    settings.put("CADRE_LOCAL_LONGESTPAUSE", "PT0.5S");
    settings.put("CADRE_LOCAL_API_JAR", jar(project, "api").toString());
    settings.put("CADRE_LOCAL_WORKER_JAR", worker.toString());
    return settings;
  }

  /** A program's jar as Maven built it. */
  static Path jar(Path project, String module) {
    String name = module.substring(module.lastIndexOf('/') + 1);
    return project.resolve(module + "/target/cadre-" + name + "-0.1.0-SNAPSHOT-app.jar");
  }
}
