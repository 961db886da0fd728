package dev.cadre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Agents, tools, models and documents from the command line. */
class CatalogueCommandsTest extends CommandTest {

  private static final String AGENT =
      "{\"name\":\"debt-agent\",\"version\":4,\"department\":\"workbench\",\"level\":2,\"usable\":false,"
          + "\"description\":\"Says what is owed.\",\"why\":[\"No target can be called.\"]}";
  private static final String DETAIL =
      "{\"agent\":"
          + AGENT
          + ",\"instructions\":\"You say.\",\"retired\":false,\"toolStates\":[{\"name\":\"get-debt\","
          + "\"why\":\"It is not set up.\"}]}";

  private int run(String... words) {
    return api.run(Map.of(), words);
  }

  @Test
  void showsAndAddsPricesOfAModel() {
    String model =
        "200 {\"target\":\"openai/gpt\",\"prices\":[{\"from\":\"2026-12-01T00:00:00Z\",\"inForce\":true,"
            + "\"inputUsdPerMillion\":\"2.5\"}]}";
    api.answer("GET /v1/models/openai/gpt", model);
    assertThat(run("model", "show", "openai/gpt")).isZero();
    assertThat(api.out()).contains("2026-12-01", "2.5", "unknown", "(ships)", "in force");
    api.answer("POST /v1/models/openai/gpt/prices", model);
    assertThat(run("model", "price", "openai/gpt", "--from", "2026-12-01", "--input", "2.5"))
        .isZero();
    assertThat(api.seen().getLast())
        .contains(
            "Bearer token-of-owner", "\"from\":\"2026-12-01\"", "\"inputUsdPerMillion\":\"2.5\"");
  }

  @Test
  void listsAndLimitsProviders() {
    String view =
        "{\"name\":\"openai\",\"dialect\":\"openai\",\"callable\":true,\"monthlyLimitUsd\":\"250\",\"spentUsd\":\"3\","
            + "\"lastTest\":{\"outcome\":\"AUTH\",\"at\":\"2026-11-26T08:00:00Z\"},"
            + "\"rests\":[{\"what\":\"key\",\"category\":\"AUTH\",\"until\":\"2026-11-26T08:05:00Z\"}]}";
    api.answer("GET /v1/providers", "200 {\"items\":[" + view + "]}");
    assertThat(run("provider", "list")).isZero();
    assertThat(api.out())
        .contains("openai", "yes", "250", "AUTH 2026-11-26", "key AUTH 2026-11-26T08:05:00Z");
    api.answer("POST /v1/providers/openai:lift", "200 " + view);
    assertThat(run("provider", "lift", "openai")).isZero();
    api.answer("PUT /v1/providers/openai/limit", "200 " + view);
    assertThat(run("provider", "limit", "openai", "250")).isZero();
    assertThat(api.seen().getLast()).contains("Bearer token-of-owner", "\"usd\":\"250\"");
    api.answer("DELETE /v1/providers/openai/limit", "200 " + view);
    assertThat(run("provider", "limit", "openai", "--none")).isZero();
    assertThat(run("provider", "limit", "openai")).isEqualTo(2);
    assertThat(api.out()).contains("or --none");
  }

  @Test
  void narrowsAList() {
    api.answer(
        "GET /v1/agents?department=workbench&level=2&usable=true&cursor=abc",
        "200 {\"items\":[" + AGENT + "],\"next\":\"def\"}");
    assertThat(
            run(
                "agent",
                "list",
                "--department",
                "workbench",
                "--level",
                "2",
                "--usable",
                "--cursor",
                "abc"))
        .isZero();
    assertThat(api.out()).contains("debt-agent", "Says what is owed.", "more: --cursor def");
  }

  @Test
  void showsWhyAnAgentMayNotBeUsed() {
    api.answer("GET /v1/agents/debt-agent", "200 " + DETAIL);
    assertThat(run("agent", "show", "debt-agent")).isZero();
    assertThat(api.out())
        .contains("No target can be called.", "get-debt  It is not set up.", "You say.");
  }

  @Test
  void replacesTheVersionThatItHasJustRead() throws IOException {
    Path file = Files.writeString(state.resolve("agent.yaml"), "title: Clerk\n");
    api.answer("GET /v1/agents/debt-agent", "200 " + DETAIL);
    api.answer("PUT /v1/agents/debt-agent", "200 " + DETAIL);
    assertThat(run("agent", "change", "debt-agent", file.toString())).isZero();
    assertThat(api.matched()).containsExactly("\"4\"");
    assertThat(api.seen().getLast()).contains("Bearer token-of-owner", "title: Clerk");
  }

  @Test
  void hasTheSameForTools() {
    api.answer("POST /v1/tools/get-debt:retire", "200 {\"name\":\"get-debt\",\"retired\":true}");
    api.answer(
        "GET /v1/tools/get-debt/versions",
        "200 {\"items\":[{\"version\":2,\"at\":\"2026-11-26T00:00:00Z\",\"by\":\"owner\"},"
            + "{\"version\":1,\"at\":\"2026-11-25T00:00:00Z\"}]}");
    assertThat(run("tool", "retire", "get-debt")).isZero();
    assertThat(run("tool", "versions", "get-debt")).isZero();
    assertThat(api.out()).contains("get-debt is retired", "owner", "(ships)");
  }

  @Test
  void saysWhatAnImportWouldDo() throws IOException {
    Path file = Files.writeString(state.resolve("c.json"), "{\"agents\": []}");
    api.answer(
        "POST /v1/catalogue:import?dryRun=true",
        "200 {\"dryRun\":true,\"added\":[\"a\",\"b\"],\"changed\":[],\"same\":3}");
    assertThat(run("agent", "import", file.toString(), "--dry-run")).isZero();
    assertThat(api.out()).contains("would add a, b", "as they were 3");
  }

  @Test
  void waitsTillADocumentIsIn() throws IOException {
    Path file = Files.writeString(state.resolve("returns.md"), "Ten days.");
    api.answer(
        "POST /v1/collections/handbook/documents",
        "202 {\"id\":\"i1\",\"document\":\"returns.md\",\"state\":\"PENDING\"}");
    api.answer(
        "GET /v1/collections/handbook/intakes/i1",
        "200 {\"id\":\"i1\",\"document\":\"returns.md\",\"state\":\"CREATED\"}");
    assertThat(run("document", "add", "handbook", file.toString())).isZero();
    assertThat(api.seen().getFirst()).contains("\"id\":\"returns.md\"", "Ten days.");
    assertThat(api.out()).contains("returns.md  created");
  }

  @Test
  void saysWhatACallMayCostBeforeItIsMade() {
    api.answer(
        "GET /v1/agents/debt-agent",
        "200 {\"agent\":{\"route\":[\"openai\",\"local\"]},\"instructions\":\"123456\"}");
    api.answer("POST /v1/plans:dry-run", "200 {\"status\":\"COMPLETED\"}");
    api.answer(
        "GET /v1/models?limit=200",
        "200 {\"items\":[{\"target\":\"openai/x\",\"provider\":\"openai\",\"isDefault\":true,"
            + "\"callable\":true,\"inputUsdPerMillion\":\"1\",\"outputUsdPerMillion\":\"10\"},"
            + "{\"target\":\"openai/y\",\"provider\":\"openai\",\"callable\":true},"
            + "{\"target\":\"local/s\",\"provider\":\"local\",\"isDefault\":true,"
            + "\"callable\":true,\"inputUsdPerMillion\":\"0\",\"outputUsdPerMillion\":\"0\"}]}");

    assertThat(run("agent", "try", "debt-agent", "{{ 10 }}", "--max-tokens", "100")).isZero();

    // 8 bytes of prompt, 6 of instructions, 64 around; 100 tokens at 10 USD a million.
    assertThat(api.out())
        .contains("openai/x  at most 0.001078 USD a call", "local/s  at most 0 USD", "Nothing was")
        .doesNotContain("openai/y");
    assertThat(api.seen()).noneMatch(request -> request.startsWith("POST /v1/plans "));
    assertThat(api.seen().get(1)).contains("\"input\":{\"prompt\":\"{{ 10 }}\"}");
  }

  private static final String TOOL =
      "200 {\"tool\":{\"type\":\"HTTP_GET\",\"idempotent\":false},"
          + "\"config\":{\"url\":\"https://erp.example/{taxId}\"},"
          + "\"input\":{\"properties\":{\"taxId\":{\"type\":\"string\"},\"deep\":{}}}}";

  @Test
  void saysWhatAToolWouldCallAndCallsNothing() {
    api.answer("GET /v1/tools/get-debt", TOOL);
    api.answer("POST /v1/plans:dry-run", "200 {\"status\":\"COMPLETED\"}");

    assertThat(run("tool", "try", "get-debt", "--with", "taxId=17", "--with", "deep=[1]")).isZero();

    assertThat(api.out())
        .contains("HTTP_GET", "https://erp.example/{taxId}", "0 USD", "may change", "--go");
    assertThat(api.seen()).noneMatch(request -> request.startsWith("POST /v1/plans "));
    // As the schema has it: a text, though it looks like a number.
    assertThat(api.seen().get(1))
        .contains("\"input\":{\"taxId\":\"17\",\"deep\":[1]}", "input[\\\"taxId\\\"]");
  }

  @Test
  void saysWhyAToolWouldNotTakeItsArguments() {
    api.answer("GET /v1/tools/get-debt", TOOL);
    api.answer(
        "POST /v1/plans:dry-run",
        "200 {\"status\":\"FAILED\",\"steps\":[{\"reason\":\"TOOL_FAILED\","
            + "\"message\":\"It is no tax id.\"}]}");

    assertThat(run("tool", "try", "get-debt", "--with", "taxId=x", "--go")).isEqualTo(1);

    assertThat(api.out()).contains("TOOL_FAILED: It is no tax id.", "./cadre tool show get-debt");
    assertThat(api.seen()).noneMatch(request -> request.startsWith("POST /v1/plans "));
  }

  @Test
  void listsAndShowsFormats() {
    String format =
        "{\"name\":\"chart_data\",\"description\":\"A chart.\",\"schema\":{\"type\":\"object\"},"
            + "\"renderer\":{\"type\":\"chart\"}}";
    api.answer("GET /v1/formats", "200 {\"items\":[" + format + "]}");
    api.answer("GET /v1/formats/chart_data", "200 " + format);
    assertThat(run("format", "list")).isZero();
    assertThat(run("format", "show", "chart_data")).isZero();
    assertThat(api.out()).contains("chart_data", "A chart.", "object", "{\"type\":\"chart\"}");
  }

  @Test
  void listsModelsWithWhatTheyCostAndWhyNot() {
    api.answer(
        "GET /v1/models?capability=tools",
        "200 {\"items\":[{\"target\":\"openai/x\",\"isDefault\":true,\"tier\":\"mid\","
            + "\"contextWindow\":1000,\"outputUsdPerMillion\":\"2\",\"callable\":false,"
            + "\"why\":[\"set cadre.providers.openai.api-key\"]}]}");
    assertThat(run("model", "list", "--capability", "tools")).isZero();
    assertThat(api.out()).contains("openai/x *", "unknown", "no: set cadre.providers");
  }
}
