package dev.cadre.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code agent metrics}: how agents do. */
@Command(
    name = "metrics",
    description = "How agents do: state, success, time, cost, score; of 30 days.",
    mixinStandardHelpOptions = true)
public final class MetricsList implements Callable<Integer> {

  private final Surroundings here;

  @Option(names = "--hours", description = "To look back; 720.")
  private String hours = "";

  @Option(names = "--cursor", description = "NEXT of the page before.")
  private String cursor = "";

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  public MetricsList(Surroundings here) {
    this.here = here;
  }

  @Override
  public Integer call() {
    JsonNode page =
        here.client(Door.Role.REQUESTER)
            .list("/v1/agent-metrics", Map.of("hours", hours, "cursor", cursor));
    Table table =
        new Table("NAME", "STATE", "TASKS", "SUCCESS", "ERRORS", "MEDIAN", "QUEUE", "USD", "SCORE");
    for (JsonNode one : page.path("items")) {
      table.row(
          one.path("name").asString(""),
          one.path("state").asString(""),
          one.path("tasks").asString(""),
          percent(one.path("successRate")),
          percent(one.path("errorRate")),
          one.path("medianMillis").isNumber() ? one.path("medianMillis").asString("") + " ms" : "",
          one.path("queueLength").asString(""),
          one.path("costUsd").asString(""),
          one.path("score").asString(""));
    }
    return here.show(page, json, () -> table + here.next(page));
  }

  private static String percent(JsonNode share) {
    return share.isNumber() ? Math.round(share.asDouble() * 100) + " %" : "";
  }
}
