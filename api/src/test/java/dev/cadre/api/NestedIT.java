package dev.cadre.api;

import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.plan.Containers;
import dev.cadre.stores.plan.PlanBookStore;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.plan.EnterContainer;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.tenant.TenantId;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** How a map of seven items is read while five of them have begun. */
class NestedIT {

  private static final int ITEMS = 7;
  private static final int BEGUN = 5;
  private static final String PLAN =
      """
      {"name": "nested", "input": {"list": [1, 2, 3, 4, 5, 6, 7]}, "steps": [
        {"id": "each", "kind": "map", "over": "input.list",
         "step": {"id": "draft", "kind": "agent", "agent": "copywriter", "route": ["local"],
                  "prompt": "Say {{ item }}."}}]}
      """;

  private static RunningApi api;
  private static String path;

  @BeforeAll
  static void start() throws Exception {
    api = new RunningApi("127.0.0.1:1").migrated().withWorker();
    String id =
        tree(api.post("/v1/plans", REQUESTER, "application/json", PLAN)).path("id").asString();
    path = "/v1/plans/" + id;
    works(PlanId.of(id));
  }

  @AfterAll
  static void stop() throws Exception {
    api.close();
  }

  /** What the worker writes. */
  private static void works(PlanId plan) {
    Postgres postgres = api.context.getBean(Postgres.class);
    ScopeKeys keys = api.context.getBean(ScopeKeys.class);
    var enter = new EnterContainer(TenantId.DEMO, plan, 1, "each", 1, Map.of(), List.of(), null);
    new Containers(postgres, keys, Clock.systemUTC())
        .enter(enter, IntStream.rangeClosed(1, ITEMS).boxed().toList(), ITEMS)
        .block();
    Instant now = Instant.now();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact.StepMoved("each", 1, StepState.RUNNING, null, null, null, now));
    for (int item = 0; item < BEGUN; item++) {
      Frame frame = new Frame("each", 1, item, item + 1);
      Output output = Output.of("Said " + item);
      facts.add(new Fact.OutputCommitted("draft", item + 1, output, "attempt", frame, now));
    }
    new PlanBookStore(postgres, keys, Clock.systemUTC())
        .record(new RecordFacts(TenantId.DEMO, plan, 1, 1, facts))
        .block();
    api.sql(
        """
        insert into attempt (tenant_id, key, plan_id, step_id, occurrence, target, try, kind,
          provider, model, state, physical_calls, scope, started_at)
        select '%s', '%s/draft/' || n, '%s', 'draft', n, 0, 1, 'model', 'local', 'm', 'STARTED', 1,
          n, timestamptz '2026-01-01' + (n / 2) * interval '1 second'
        from generate_series(1, 5) n\
        """
            .formatted(TenantId.DEMO, plan, plan));
  }

  private static JsonNode get(String more) {
    HttpResponse<String> answer = api.get(path + more, REQUESTER);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return tree(answer);
  }

  /** All items of a list, page by page. */
  private static List<JsonNode> pages(String list, int limit) {
    List<JsonNode> items = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = get(list + "?limit=" + limit + "&cursor=" + cursor);
      assertThat(page.path("items").size()).isBetween(1, limit);
      page.path("items").forEach(items::add);
      cursor = page.path("next").asString("");
    } while (!cursor.isEmpty());
    return items;
  }

  @Test
  void countsTheInstancesOfANestedStep() {
    JsonNode steps = get("/steps").path("items");

    assertThat(steps).hasSize(2);
    assertThat(steps.get(0).path("container").isNull()).isTrue();
    JsonNode draft = steps.get(1);
    assertThat(draft.path("container").asString()).isEqualTo("each");
    assertThat(draft.path("state").asString()).isEqualTo("RUNNING");
    assertThat(draft.path("instances").path("total").asInt()).isEqualTo(ITEMS);
    assertThat(draft.path("instances").path("completed").asInt()).isEqualTo(BEGUN);
    assertThat(draft.path("result").isNull()).isTrue();
    assertThat(get("/steps/draft")).isEqualTo(draft);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/steps/draft/items", "/steps/each/items"})
  void pagesItemsInTheirOrder(String list) {
    List<JsonNode> items = pages(list, 2);

    assertThat(items).extracting(item -> item.path("item").asInt()).containsExactly(0, 1, 2, 3, 4);
    JsonNode last = items.getLast();
    assertThat(last.path("step").asString()).isEqualTo("draft");
    assertThat(last.path("state").asString()).isEqualTo("COMPLETED");
    assertThat(last.path("occurrence").asInt()).isEqualTo(BEGUN);
    assertThat(last.path("result").path("output").asString()).isEqualTo("Said 4");
    assertThat(get("/steps/draft/items/" + last.path("scope").asInt())).isEqualTo(last);
    assertThat(get(list).path("items")).hasSize(BEGUN);
  }

  @Test
  void pagesAttemptsWithTheirItems() {
    assertThat(pages("/steps/draft/attempts", 2))
        .extracting(attempt -> attempt.path("item").asInt())
        .containsExactly(0, 1, 2, 3, 4);
    assertThat(get("/steps/draft/attempts").path("items")).hasSize(BEGUN);
    assertThat(get("/steps/each/attempts").path("items")).isEmpty();
  }

  @Test
  void drawsTheContainer() {
    assertThat(get("/graph?format=json").path("nodes").get(1).path("container").asString())
        .isEqualTo("each");
    assertThat(api.get(path + "/graph?format=mermaid", REQUESTER).body())
        .contains("subgraph s_each", "agent · 5/7");
    assertThat(api.get(path + "/graph?format=svg", REQUESTER).body()).contains("agent · 5/7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/items?cursor=x",
        "/items?cursor=AAAA",
        "/attempts?cursor=_____w",
        "/items?limit=0"
      })
  void refusesWhatIsNoPage(String more) {
    HttpResponse<String> answer = api.get(path + "/steps/draft" + more, REQUESTER);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(tree(answer).path("code").asString()).isEqualTo("INVALID_PARAMETER");
  }

  @ParameterizedTest
  @CsvSource({
    "StepRead, container",
    "StepRead, instances",
    "Instances, total",
    "InstanceRead, path",
    "AttemptRead, item",
    "GateRead, item",
    "PlanWarning, message"
  })
  void explainsItsFieldsInTheOpenApiDocument(String schema, String field) {
    JsonNode document = tree(api.get("/v3/api-docs", REQUESTER));

    assertThat(
            document
                .at("/components/schemas/" + schema + "/properties/" + field + "/description")
                .asString(""))
        .endsWith(".");
  }

  /** Two records of one simple name would be one schema. */
  @ParameterizedTest
  @CsvSource({
    "PlanPage, PlanView",
    "StepPage, StepRead",
    "ItemPage, InstanceRead",
    "AttemptPage, AttemptRead",
    "GatePage, GateRead",
    "EventPage, EventView"
  })
  void namesEachPageInTheOpenApiDocument(String page, String item) {
    JsonNode document = tree(api.get("/v3/api-docs", REQUESTER));

    assertThat(
            document
                .at("/components/schemas/" + page + "/properties/items/items/$ref")
                .asString(""))
        .endsWith("/" + item);
  }

  @Test
  void knowsNoOtherStepOrItem() {
    assertThat(api.get(path + "/steps/none/items", REQUESTER).statusCode()).isEqualTo(404);
    assertThat(api.get(path + "/steps/none/attempts", REQUESTER).statusCode()).isEqualTo(404);
    assertThat(api.get(path + "/steps/draft/items/99", REQUESTER).statusCode()).isEqualTo(404);
  }
}
