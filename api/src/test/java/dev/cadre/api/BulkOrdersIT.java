package dev.cadre.api;

import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One order to many plans, up to the outbox; Temporal is not there. */
class BulkOrdersIT {

  private static final String PLAN =
      """
      {"name": "one of many", "steps": [{"id": "go", "kind": "gate", "title": "Go?"}]}
      """;

  @RegisterExtension static final RunningApi api = RunningApi.withoutTemporal();

  private static HttpResponse<String> bulk(String order, String body) {
    return api.post("/v1/plans:" + order, REQUESTER, "application/json", body);
  }

  /** Id, status and code of each item. */
  private static List<Tuple> toldOfEach(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return tree(answer)
        .path("items")
        .valueStream()
        .map(item ->
            tuple(
                item.path("id").asString(),
                item.path("status").asInt(),
                item.path("code").asString("")))
        .toList();
  }

  @Test
  void ordersManyPlansAtOnceAndTellsOfEach() {
    String open = api.submit(REQUESTER, PLAN);
    String ended = api.submit(REQUESTER, PLAN);
    api.sql("update plan set status = 'COMPLETED' where id = '" + ended + "'");
    String unknown = "01900000-0000-7000-8000-000000000009";

    HttpResponse<String> answer =
        bulk(
            "pause",
            "{\"ids\": [\"%s\", \"%s\", \"%s\", \"none\"]}".formatted(open, ended, unknown));

    assertThat(toldOfEach(answer))
        .containsExactly(
            tuple(open, 202, ""),
            tuple(ended, 409, "PLAN_TERMINAL"),
            tuple(unknown, 404, "NOT_FOUND"),
            tuple("none", 404, "NOT_FOUND"));
    assertThat(tree(api.get("/v1/plans/" + open, REQUESTER)).path("paused").asBoolean()).isTrue();
  }

  @Test
  void tellsOfEachAlsoWhereTheStoreFailsOne() {
    List<String> plans = IntStream.range(0, 3).mapToObj(_ -> api.submit(REQUESTER, PLAN)).toList();
    api.sql(
        "create function fails() returns trigger language plpgsql as"
            + " 'begin raise exception ''fails''; end'");
    api.sql(
        "create trigger fails before update on plan for each row when (old.id = '%s')"
                .formatted(plans.get(1))
            + " execute function fails()");

    HttpResponse<String> answer =
        bulk("cancel", "{\"ids\": [\"%s\"]}".formatted(String.join("\", \"", plans)));
    api.sql("drop function fails cascade");

    assertThat(toldOfEach(answer))
        .containsExactly(
            tuple(plans.get(0), 202, ""),
            tuple(plans.get(1), 503, "STORE_UNAVAILABLE"),
            tuple(plans.get(2), 202, ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"ids\": []}",
        "{\"ids\": [3]}",
        "{\"ids\": [\"a\", \"a\"]}",
        "{\"ids\": [\"a\"], \"all\": true}"
      })
  void refusesAListThatIsNone(String body) {
    HttpResponse<String> answer = bulk("cancel", body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
    assertThat(tree(answer).path("code").asString()).isEqualTo("BULK_INVALID");
  }
}
