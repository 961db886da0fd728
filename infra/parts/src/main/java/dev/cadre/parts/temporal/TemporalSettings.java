package dev.cadre.parts.temporal;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Of one dev server.
 *
 * @param database the SQLite file; made when it is not there
 * @param port of gRPC
 * @param uiPort of the Web UI
 * @param codecEndpoint which the Web UI asks for clear text
 */
public record TemporalSettings(
    Path database, int port, int uiPort, Optional<String> codecEndpoint) {

  /** Without these a plan takes two to three times as long (DESIGN 3). */
  static final Map<String, String> DYNAMIC =
      Map.of(
          "system.enableActivityEagerExecution", "true",
          "system.enableEagerWorkflowStart", "true",
          "history.transferProcessorMaxPollRPS", "1000",
          "history.timerProcessorMaxPollRPS", "1000",
          "history.visibilityProcessorMaxPollRPS", "200");

  /** As in {@code dev.cadre.workflows.runtime.SearchAttributes}. */
  static final Map<String, String> SEARCH_ATTRIBUTES =
      Map.of(
          "CadreStatus", "Keyword",
          "CadrePlanType", "Keyword",
          "CadreLabels", "KeywordList");

  static final String LOOPBACK = "127.0.0.1";

  /** {@code host:port} for clients. */
  public String target() {
    return LOOPBACK + ":" + port;
  }

  /** The Web UI. */
  public String ui() {
    return "http://" + LOOPBACK + ":" + uiPort;
  }

  /** Answers 200 once the server serves its default namespace. */
  URI probe() {
    return URI.create(ui() + "/api/v1/namespaces/default");
  }
}
