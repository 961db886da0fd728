package dev.cadre.api;

import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Streams of a plan's events: where they are taken up, and how many there may be. */
class EventStreamsIT {

  private static final String JSON = "application/json";
  private static final int STREAMS = 30;

  private static RunningApi api;

  @BeforeAll
  static void start() throws Exception {
    api =
        new RunningApi("127.0.0.1:1", "--cadre.events.streams=" + STREAMS).migrated().withWorker();
  }

  @AfterAll
  static void stop() throws Exception {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void takesAStreamOfEventsUpAtEveryEvent(int after) {
    String id = api.submit(REQUESTER, DoorsIT.PLAN);
    api.post("/v1/plans/" + id + ":cancel", REQUESTER, JSON, "");
    api.closeLost(id);

    HttpResponse<String> stream =
        api.send(
            api.request("/v1/plans/" + id + "/events", REQUESTER)
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", Integer.toString(after))
                .GET());
    JsonNode page =
        tree(
            api.send(
                api.request("/v1/plans/" + id + "/events?after=" + after, REQUESTER)
                    .header("Accept", JSON)
                    .GET()));

    List<String> ids =
        stream
            .body()
            .lines()
            .filter(line -> line.startsWith("id:"))
            .map(l -> l.substring(3))
            .toList();
    List<String> expected =
        IntStream.rangeClosed(after + 1, 5).mapToObj(Integer::toString).toList();
    assertThat(ids).isEqualTo(expected);
    assertThat(page.path("items").values().stream().map(e -> e.path("seq").toString()).toList())
        .isEqualTo(expected);
    assertThat(page.path("next").isNull()).isTrue();
    assertThat(stream.body()).contains("event:plan.cancelled");
    HttpResponse<String> over =
        api.send(
            api.request("/v1/plans/" + id + "/events", REQUESTER)
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", "5")
                .GET());
    assertThat(over.statusCode()).isEqualTo(204);
  }

  @Test
  void letsAllStreamsOfAPlanShareOneLookAndRefusesOneTooMany() throws Exception {
    String path = "/v1/plans/" + api.submit(REQUESTER, DoorsIT.PLAN) + "/events";
    HttpClient http = HttpClient.newHttpClient();
    try {
      for (int i = 0; i < STREAMS; i++) {
        var answer =
            http.send(
                api.request(path, REQUESTER).build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().read()).isPositive();
      }
      assertThat(api.figure("cadre_event_streams")).isEqualTo(STREAMS);

      HttpResponse<String> refused = api.get(path, REQUESTER);
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
      assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
      assertThat(tree(refused).path("code").asString()).isEqualTo("TOO_MANY_REQUESTS");

      // About 50 by twelve looks, and others' besides; each stream by itself would make 1,400.
      assertThat(api.transactionsIn(Duration.ofSeconds(3))).isLessThan(400);
    } finally {
      // Not close(), which waits for the streams to end.
      http.shutdownNow();
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> api.figure("cadre_event_streams") == 0);
  }
}
