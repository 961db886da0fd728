package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import dev.cadre.testkit.fault.SeenCall;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Models at addresses that tenants give: as the server there sees it. */
@Timeout(240)
@ExtendWith(OnStack.class)
class OwnAddressesIT {

  private static final String SAFE = "anthropic/claude-haiku-4-5";

  private final Stack stack;
  private final String mark = UUID.randomUUID().toString().substring(24);
  private final String model = "qwen-" + mark;

  OwnAddressesIT(Stack stack) {
    this.stack = stack;
  }

  /** As docs/models.md tells, but for the price. */
  @BeforeEach
  void puts() throws InterruptedException {
    stack.wakeTargets();
    Map<String, String> json = Map.of("Content-Type", "application/json");
    String path = "/v1/models/openai-compatible/" + model;
    stack
        .owner()
        .send(
            "PUT",
            path,
            "{\"contextWindow\": 32768, \"maxOutput\": 4096, \"tier\": \"cheap\"}",
            json)
        .expect(200);
    stack
        .owner()
        .post(path + "/prices", "{\"inputUsdPerMillion\": \"0\", \"outputUsdPerMillion\": \"0\"}")
        .expect(201);
    // As late as workers may know of it.
    Thread.sleep(2100);
  }

  private Door tenant(String name, String... models) {
    JsonNode made =
        stack
            .owner()
            .post(
                "/v1/tenants",
                """
                {"name": "T", "domain": "%s-%s.example",
                 "admin": {"name": "boss", "roles": ["owner", "member"]}, "models": [%s]}\
                """
                    .formatted(name, mark, String.join(",", models)))
            .expect(201)
            .json();
    return new Door(stack, made.path("adminKey").asString(""));
  }

  private String gateway(String name, String provider, String path, String more) {
    return "{\"name\": \"%s\", \"provider\": \"%s\", \"baseUrl\": \"%s/%s\"%s}"
        .formatted(name, provider, origin(), path, more);
  }

  /** The name under which the server is allowed for models; by its other one it is for tools. */
  private String origin() {
    return "http://localhost:" + stack.providers().port();
  }

  private String key(String name) {
    return "sk-" + name + "-" + mark;
  }

  private String withKey(String name) {
    return ", \"apiKey\": \"" + key(name) + "\"";
  }

  private PlanRun run(Door door, String word, String route) {
    PlanRun plan =
        door.submit(
            """
            name: own address
            steps:
              - { id: a, kind: agent, agent: copywriter, prompt: "%s", maxTokens: 50, route: [%s] }
            """
                .formatted(word + mark, route));
    plan.await("COMPLETED");
    return plan;
  }

  private List<SeenCall> seen(String word) {
    return stack.providers().ledger().stream()
        .filter(call -> call.body().contains(word + mark))
        .toList();
  }

  private static List<String> categories(PlanRun plan) {
    return plan.attempts("a").stream().map(a -> a.path("category").asString("")).toList();
  }

  @Test
  void callsTheTenantsServerWithItsKeyAndNobodyElse() {
    Door ann = tenant("ann", gateway("own", "openai-compatible", "ann/v1", withKey("ann")));
    PlanRun plan = run(ann, "of-ann", "openai-compatible/" + model);

    assertThat(seen("of-ann"))
        .singleElement()
        .satisfies(call -> {
          assertThat(call.path()).isEqualTo("/ann/v1/chat/completions");
          assertThat(call.model()).isEqualTo(model);
          assertThat(call.headers())
              .containsEntry("authorization", "Bearer " + key("ann"))
              .containsEntry("host", origin().substring("http://".length()));
        });
    String history =
        stack.temporal("workflow", "show", "--workflow-id", plan.workflow(), "--output", "json");
    assertThat(history + stack.logs() + plan.attempts("a") + plan.events())
        .doesNotContain(key("ann"));
  }

  @Test
  void callsProxiesInTheirProvidersDialectAndSendsNoKeyWhereThereIsNone() {
    Door ann =
        tenant(
            "ann",
            gateway("proxy", "anthropic", "proxy", withKey("ann")),
            gateway("keyless", "openai", "keyless/v1", ""));
    run(ann, "proxied", SAFE);
    run(ann, "keyless", "openai/gpt-5.6-terra");

    assertThat(seen("proxied"))
        .singleElement()
        .satisfies(call -> {
          assertThat(call.path()).isEqualTo("/proxy/v1/messages");
          assertThat(call.headers()).containsEntry("x-api-key", key("ann"));
        });
    assertThat(seen("keyless"))
        .singleElement()
        .satisfies(call -> {
          assertThat(call.path()).isEqualTo("/keyless/v1/chat/completions");
          assertThat(call.headers()).doesNotContainKey("authorization");
        });
  }

  /** The server's other name is allowed to tools, and not to models. */
  @Test
  void callsNothingThatIsNotAllowedAndGoesOn() throws SQLException {
    Door ann = tenant("ann", gateway("own", "openai-compatible", "ann/v1", withKey("ann")));
    String forbidden =
        gateway("two", "openai-compatible", "v1", "").replace("localhost", "127.0.0.1");
    Door.Reply reply = ann.post("/v1/tenant/models", forbidden);
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.text()).contains("/baseUrl", "CADRE_MODELS_ALLOW");

    // As if the operator had taken it from the list since.
    moveTo(tenantId(ann), stack.origin() + "/v1");
    PlanRun plan = run(ann, "forbidden", "openai-compatible/" + model + ", " + SAFE);

    assertThat(categories(plan)).containsExactly("AUTH", "");
    JsonNode refused = plan.attempts("a").getFirst();
    assertThat(refused.toString())
        .contains("The model configuration own", stack.origin(), "CADRE_MODELS_ALLOW")
        .doesNotContain(key("ann"));
    assertThat(refused.path("status").asInt(0)).isZero();
    assertThat(seen("forbidden"))
        .singleElement()
        .satisfies(call -> {
          assertThat(call.path()).isEqualTo("/ANTHROPIC/v1/messages");
          assertThat(call.headers().toString()).doesNotContain(key("ann"));
        });
  }

  private static String tenantId(Door door) {
    return door.get("/v1/tenant").expect(200).json().path("id").asString("");
  }

  private void moveTo(String tenant, String address) throws SQLException {
    try (Connection connection = stack.postgres().asOwner();
        Statement enters = connection.createStatement();
        PreparedStatement moves =
            connection.prepareStatement("update model_configuration set base_url = ?")) {
      enters.execute(
          "select set_config('app.tenant_id', '" + UUID.fromString(tenant) + "', false)");
      moves.setString(1, address);
      assertThat(moves.executeUpdate()).isOne();
    }
  }

  @Test
  void letsNobodyElseRestWhenATenantsServerFails() {
    String target = "openai/gpt-5.6-terra";
    Door ann = tenant("ann", gateway("own", "openai", "ann-" + mark + "/v1", withKey("ann")));
    Door ben = tenant("ben", gateway("own", "openai", "ben-" + mark + "/v1", withKey("ben")));
    stack
        .providers()
        .always(Match.path("/ann-" + mark + "/v1/chat/completions"), Fault.status(503));
    assertThat(categories(run(ann, "fails", target + ", " + SAFE)))
        .containsExactly("OVERLOADED", "");
    assertThat(categories(run(ann, "rests", target + ", " + SAFE))).containsExactly("COOLING", "");
    assertThat(categories(run(ben, "other", target))).containsExactly("");
    assertThat(categories(run(stack.requester(), "all", target))).containsExactly("");
    assertThat(seen("other").getFirst().path()).startsWith("/ben-");
    assertThat(seen("all").getFirst().path()).startsWith("/OPENAI/");
  }

  @Test
  void countsNothingForTheInstallationsLimit() {
    Map<String, String> json = Map.of("Content-Type", "application/json");
    String limit = "/v1/providers/cohere/limit";
    stack.owner().send("PUT", limit, "{\"usd\": \"0.000001\"}", json).expect(200);
    try {
      Door ann = tenant("ann", gateway("own", "cohere", "cohere/v1", withKey("ann")));
      JsonNode before = cohere();
      PlanRun plan = run(ann, "limited", "cohere/command-r-08-2024");

      assertThat(categories(plan)).containsExactly("");
      assertThat(seen("limited").getFirst().path()).isEqualTo("/cohere/v1/chat/completions");
      assertThat(cohere().path("spentUsd")).isEqualTo(before.path("spentUsd"));
      assertThat(cohere().path("reservedUsd")).isEqualTo(before.path("reservedUsd"));
    } finally {
      stack.owner().send("DELETE", limit, "", Map.of()).expect(200);
    }
  }

  private JsonNode cohere() {
    return PlanRun.items(stack.owner().get("/v1/providers").json()).stream()
        .filter(provider -> provider.path("name").asString("").equals("cohere"))
        .findFirst()
        .orElseThrow();
  }
}
