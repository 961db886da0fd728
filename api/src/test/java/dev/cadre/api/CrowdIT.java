package dev.cadre.api;

import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A machine that is always busy, as the API has been told. */
class CrowdIT {

  /** More than the least that a tenant gets, which goes by processors. */
  private static final int CLIENTS = Math.max(4, Runtime.getRuntime().availableProcessors());

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension
  static final RunningApi api =
      RunningApi.withoutTemporal("--cadre.limits.busy=0.000001", "--cadre.limits.per-account=0");

  /** How somebody was refused at last. */
  private record Refused(HttpResponse<String> answer, Duration took) {}

  private static String tenant(String domain) {
    return People.newTenant(api, domain).path("adminKey").asString();
  }

  @Test
  void theTenantThatAsksMostGivesWayToTheOthers() throws Exception {
    String loud = tenant("loud.example");
    String quiet = tenant("quiet.example");
    Instant end = Instant.now().plus(PATIENCE);
    List<Future<Refused>> flood = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      for (int i = 0; i < CLIENTS; i++) {
        flood.add(clients.submit(() -> refused(loud, end)));
      }
      while (flood.stream().anyMatch(client -> !client.isDone())) {
        assertThat(api.get("/v1/me", quiet).statusCode()).isEqualTo(200);
        Thread.sleep(100);
      }
    }
    for (Future<Refused> client : flood) {
      HttpResponse<String> answer = client.get().answer();
      assertThat(tree(answer).path("code").asString()).isEqualTo("RATE_LIMITED");
      assertThat(tree(answer).path("limit").asString()).isEqualTo("crowd");
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(client.get().took()).isGreaterThanOrEqualTo(Duration.ofMillis(450));
    }
    assertThat(api.figure("cadre_requests_limited_total{limit=\"crowd\"}"))
        .isGreaterThanOrEqualTo(CLIENTS);
  }

  private static Refused refused(String token, Instant end) {
    while (Instant.now().isBefore(end)) {
      Instant begun = Instant.now();
      HttpResponse<String> answer = api.get("/v1/me", token);
      if (answer.statusCode() == 429) {
        return new Refused(answer, Duration.between(begun, Instant.now()));
      }
    }
    throw new AssertionError("never refused");
  }
}
