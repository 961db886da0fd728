package dev.cadre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** A map of many items, as {@code plan show} and {@code plan watch} print it. */
class NestedStepsTest extends CommandTest {

  private static final String MAP =
      """
      {"id":"%s","kind":"agent","state":"RUNNING","container":%s,"attempts":51,
       "instances":{"total":10000,"running":3,"waiting":0,"completed":40,"failed":2,"skipped":0,"cancelled":0}}\
      """;

  @Test
  void showsANestedStepInOneLineHoweverManyItemsItHas() {
    api.answer("GET /v1/plans/p1", "200 {\"id\":\"p1\",\"status\":\"RUNNING\",\"name\":\"n\"}");
    api.answer(
        "GET /v1/plans/p1/steps",
        "200 {\"items\":[{\"id\":\"each\",\"kind\":\"map\",\"state\":\"RUNNING\",\"container\":null},"
            + MAP.formatted("both", "\"each\"")
            + ","
            + MAP.formatted("draft", "\"both\"")
            + "]}");

    assertThat(api.run(Map.of(), "plan", "show", "p1")).isZero();

    assertThat(api.out())
        .endsWith(
            """
            STEP       KIND   STATE    ATTEMPTS
            each       map    RUNNING
              both     agent  RUNNING  42 of 10000: 3 running, 2 failed, 51 calls
                draft  agent  RUNNING  42 of 10000: 3 running, 2 failed, 51 calls
            """);
    assertThat(api.seen()).hasSize(2);
  }

  @Test
  void foldsTheEventsOfManyItems() {
    StringBuilder events = new StringBuilder();
    for (int item = 0; item < 10_000; item++) {
      events.append(
          "id: %d%ndata: {\"type\":\"step.completed\",\"step\":\"draft\",\"data\":{\"item\":%d}}%n%n"
              .formatted(item, item));
    }
    events.append(
        "id: 10001\ndata: {\"type\":\"gate.opened\",\"step\":\"fine\",\"data\":{\"item\":7,\"gate\":\"g\"}}\n\n"
            + "id: 10002\ndata: {\"type\":\"step.completed\",\"step\":\"each\",\"data\":{}}\n\n"
            + "id: 10003\ndata: {\"type\":\"plan.completed\",\"data\":{}}\n\n");
    api.answer("GET /v1/plans/p1/events", "200 " + events);
    api.answer("GET /v1/plans/p1", "200 {\"status\":\"COMPLETED\"}");
    api.answer("GET /v1/plans/p1/steps/draft", "200 " + MAP.formatted("draft", "\"each\""));

    assertThat(api.run(Map.of(), "plan", "watch", "p1")).isZero();

    assertThat(api.out().lines().count()).isBetween(25L, 40L);
    assertThat(api.out())
        .contains("draft[0]     step completed", "draft[19]    step completed")
        .doesNotContain("draft[20]")
        .contains("fine[7]      gate opened")
        .contains("draft        … 42 of 10000: 3 running");
  }
}
