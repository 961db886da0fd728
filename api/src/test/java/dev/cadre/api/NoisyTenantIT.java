package dev.cadre.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A tenant that asks for all it can get is refused, and another one meanwhile is not. How long the
 * other waits is measured by {@code ./cadre bench noisy}.
 */
class NoisyTenantIT {

  private static final String JSON = "application/json";
  private static final int CLIENTS = 32;
  private static final int IN_FLIGHT = 8;
  private static final String LARGE =
      IntStream.range(0, 1_000)
          .mapToObj(
              "{\"id\":\"s%d\",\"kind\":\"tool\",\"tool\":\"echo\",\"arguments\":{}}"::formatted)
          .collect(Collectors.joining(",", "{\"name\":\"large\",\"steps\":[", "]}"));

  @RegisterExtension
  static final RunningApi api =
      RunningApi.withoutTemporal("--cadre.limits.in-flight-per-tenant=" + IN_FLIGHT);

  private static String tenant(String domain) {
    return People.newTenant(api, domain).path("adminKey").asString();
  }

  private static HttpResponse<String> ask(String key, int turn, String plan) {
    return switch (turn % 3) {
      case 0 -> api.post("/v1/plans:validate", key, JSON, plan);
      case 1 -> api.post("/v1/plans", key, JSON, DoorsIT.PLAN);
      default -> api.get("/v1/plans?limit=100", key);
    };
  }

  @Test
  void refusesTheNoisyTenantAndNothingOfTheQuietOne() throws Exception {
    String noisy = tenant("noisy.example");
    String quiet = tenant("quiet.example");
    ask(noisy, 2, LARGE);
    Queue<Integer> loud = new ConcurrentLinkedQueue<>();
    List<Integer> calm = new ArrayList<>();
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int client = 0; client < CLIENTS; client++) {
        int first = client;
        clients.submit(() -> {
          for (int turn = first; !over.get(); turn++) {
            loud.add(ask(noisy, turn, LARGE).statusCode());
          }
        });
      }
      for (int turn = 0; turn < 30; turn++) {
        calm.add(ask(quiet, turn, DoorsIT.PLAN).statusCode());
      }
      over.set(true);
    }

    assertThat(calm).hasSize(30).containsOnly(200, 201);
    assertThat(loud).contains(429, 200);
    assertThat(loud).isSubsetOf(200, 201, 429);
    assertThat(api.figure("cadre_requests_limited_total{limit=\"in-flight\"}")).isPositive();
  }
}
