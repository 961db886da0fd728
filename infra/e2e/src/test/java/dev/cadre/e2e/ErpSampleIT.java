package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.parts.process.HttpProbe;
import dev.cadre.parts.process.Ports;
import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import dev.cadre.testkit.fault.SeenCall;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sample of the ERP, as its comment says: the program, its tools, a plan that uses them. */
@Timeout(180)
class ErpSampleIT {

  private static final Path ERP = SamplePlan.examples().resolve("erp");
  private static final String ORIGIN_IN_FILES = "http://127.0.0.1:9100";

  @Test
  void letsAgentsFindOutByTheirTools() throws IOException {
    int port = Ports.free();
    String origin = "http://127.0.0.1:" + port;
    Process erp =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                ERP.resolve("Erp.java").toString(),
                Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (Stack stack = Stack.start(Map.of("CADRE_TOOLS_HTTP_ALLOW", origin))) {
      Await.until(
          "the ERP answers",
          Duration.ofSeconds(60),
          () -> HttpProbe.ok(URI.create(origin + "/sales")));
      stack
          .owner()
          .send("POST", "/v1/catalogue:import", read("catalogue.yaml", origin), yaml())
          .expect(200);
      // No other step of the plan comes to it by its own route.
      String model = "gpt-5.6-sol";
      stack
          .providers()
          .script(
              Match.model(model),
              Fault.asking(
                  "get-customer-debt",
                  "{\"taxId\": \"0123456789\"}",
                  "get-payment-history",
                  "{\"taxId\": \"0123456789\"}"),
              Fault.answer("| owes | days |\n|---|---|\n| 1840 EUR | 57 |"));

      PlanRun plan =
          stack
              .requester()
              .submit(
                  read("before-a-call.yaml", origin)
                      .replace(
                          "agent: debt-agent",
                          "agent: debt-agent\n    route: [openai/gpt-5.6-sol]"));

      plan.await("COMPLETED");
      assertThat(plan.attempts("debts"))
          .extracting(attempt -> attempt.path("provider").asString())
          .startsWith("openai")
          .endsWith("openai")
          // Of one turn, so called at once.
          .containsExactlyInAnyOrder(
              "openai", "get-customer-debt", "get-payment-history", "openai");
      assertThat(
              stack.providers().ledger().stream()
                  .filter(call -> model.equals(call.model()))
                  .map(SeenCall::body)
                  .reduce((_, last) -> last))
          .hasValueSatisfying(body -> assertThat(body).contains("2026-118", "daysLate"));
    } finally {
      erp.destroy();
    }
  }

  private static Map<String, String> yaml() {
    return Map.of("Content-Type", "application/yaml");
  }

  private static String read(String file, String origin) throws IOException {
    return Files.readString(ERP.resolve(file)).replace(ORIGIN_IN_FILES, origin);
  }
}
