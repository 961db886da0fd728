package dev.cadre.api;

import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Signals for wait steps, up to the outbox; Temporal is not there. */
class SignalIT {

  private static final String JSON = "application/json";
  private static final String PLAN =
      """
      {"name": "waits", "steps": [
         {"id": "pay", "kind": "wait", "signal": "payment"},
         {"id": "more", "kind": "loop", "max": 3, "until": "turn == 3",
          "step": {"id": "note", "kind": "wait", "signal": "further-note"}}]}
      """;

  @RegisterExtension static final RunningApi api = RunningApi.withoutTemporal();

  private static HttpResponse<String> signal(
      String plan, String name, String body, String... more) {
    return api.post("/v1/plans/" + plan + "/signals/" + name, REQUESTER, JSON, body, more);
  }

  private static long orders(String plan) {
    return api.count("outbox where kind = 'SIGNAL' and plan_id = '" + plan + "'");
  }

  private static List<JsonNode> told(String plan) {
    return api.events(plan).stream()
        .filter(event -> event.path("type").asString().equals("plan.signalled"))
        .toList();
  }

  @Test
  void takesASignalWhileTemporalIsDownAndTellsOfIt() {
    String plan = api.submit(REQUESTER, PLAN);

    HttpResponse<String> answer = signal(plan, "payment", "{\"paid\": \"secret-sum\"}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(tree(answer).path("id").asString()).isEqualTo(plan);
    assertThat(orders(plan)).isOne();
    assertThat(told(plan))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.path("data").path("signal").asString()).isEqualTo("payment");
          assertThat(event.path("data").path("by").asString()).isEqualTo("requester");
        });
    assertThat(api.count("outbox where encode(content, 'escape') like '%secret-sum%'")).isZero();
  }

  @Test
  void takesASignalOfAStepInsideAContainerAndOneWithoutABody() {
    String plan = api.submit(REQUESTER, PLAN);

    assertThat(signal(plan, "further-note", "").statusCode()).isEqualTo(202);
    HttpRequest.Builder bare =
        api.request("/v1/plans/" + plan + "/signals/payment", REQUESTER)
            .POST(HttpRequest.BodyPublishers.noBody());
    assertThat(api.send(bare).statusCode()).isEqualTo(202);
    assertThat(orders(plan)).isEqualTo(2);
  }

  @Test
  void takesARepeatedRequestOnceEvenAfterTheEnd() {
    String plan = api.submit(REQUESTER, PLAN);
    String[] key = {"Idempotency-Key", "bank-17"};

    assertThat(signal(plan, "payment", "{\"a\": 1, \"b\": 2}", key).statusCode()).isEqualTo(202);
    assertThat(signal(plan, "payment", "{\"b\": 2, \"a\": 1}", key).statusCode()).isEqualTo(202);
    HttpResponse<String> other = signal(plan, "payment", "{\"a\": 2}", key);
    api.sql("update plan set status = 'COMPLETED' where id = '" + plan + "'");
    HttpResponse<String> late = signal(plan, "payment", "{\"a\": 1, \"b\": 2}", key);

    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(tree(other).path("code").asString()).isEqualTo("IDEMPOTENCY_CONFLICT");
    assertThat(late.statusCode()).isEqualTo(202);
    assertThat(orders(plan)).isOne();
    assertThat(told(plan)).hasSize(1);
  }

  @Test
  void countsTheSameKeyAnewForAnotherSignal() {
    String plan = api.submit(REQUESTER, PLAN);

    signal(plan, "payment", "1", "Idempotency-Key", "one");
    signal(plan, "further-note", "1", "Idempotency-Key", "one");

    assertThat(orders(plan)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "paymnt, did you mean \"payment\"?",
    "nothing-like-it, 'it waits for payment, further-note.'"
  })
  void namesTheSignalThatWasMeant(String name, String remedy) {
    String plan = api.submit(REQUESTER, PLAN);

    HttpResponse<String> answer = signal(plan, name, "1");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(tree(answer).path("code").asString()).isEqualTo("UNKNOWN_SIGNAL");
    assertThat(tree(answer).path("detail").asString()).endsWith(remedy);
    assertThat(orders(plan)).isZero();
  }

  @Test
  void refusesWhatCannotBeTaken() {
    String plan = api.submit(REQUESTER, PLAN);

    assertThat(signal("01900000-0000-7000-8000-000000000009", "payment", "1").statusCode())
        .isEqualTo(404);
    assertThat(tree(signal(plan, "payment", "{\"a\": ")).path("code").asString())
        .isEqualTo("MALFORMED_BODY");
    HttpResponse<String> large = signal(plan, "payment", "\"" + "x".repeat(64 * 1024) + "\"");
    assertThat(large.statusCode()).isEqualTo(413);
    api.sql("update plan set status = 'FAILED' where id = '" + plan + "'");
    HttpResponse<String> late = signal(plan, "payment", "1");
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(tree(late).path("code").asString()).isEqualTo("PLAN_TERMINAL");
    assertThat(orders(plan)).isZero();
    assertThat(told(plan)).isEmpty();
  }
}
