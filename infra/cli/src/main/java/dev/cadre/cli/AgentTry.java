package dev.cadre.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code agent try}: one prompt. */
@Command(
    name = "try",
    description = "Ask an agent once. Without --go it only says what that may cost.",
    mixinStandardHelpOptions = true)
public final class AgentTry extends TryCommand {

  @Parameters(paramLabel = "NAME", index = "0")
  private String agent = "";

  @Parameters(paramLabel = "PROMPT", index = "1")
  private String prompt = "";

  @Option(names = "--max-tokens", description = "Of the answer; 400.")
  private int maxTokens = 400;

  public AgentTry(Surroundings here) {
    super(here);
  }

  @Override
  String name() {
    return agent;
  }

  @Override
  String path() {
    return "/v1/agents/" + CadreClient.encode(agent);
  }

  @Override
  Map<String, ?> input(JsonNode detail) {
    return Map.of("prompt", prompt);
  }

  @Override
  Map<String, Object> step(Map<String, ?> input) {
    return Map.of(
        "kind", "agent", "agent", agent, "prompt", "{{ input.prompt }}", "maxTokens", maxTokens);
  }

  @Override
  List<String> told(CadreClient client, JsonNode detail, Map<String, ?> input) {
    return TryCost.lines(
        detail, client.list("/v1/models", Map.of("limit", "200")), prompt, maxTokens);
  }
}
