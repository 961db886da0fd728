package dev.cadre.workers.runtime;

import dev.cadre.activities.llm.Providers;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Whether the worker lives, and what of it works; on its management port, which is loopback by
 * default.
 */
@RestController
class HealthController {

  private final PlanWorker worker;
  private final Providers providers;
  private final PrometheusMeterRegistry metrics;

  HealthController(PlanWorker worker, Providers providers, PrometheusMeterRegistry metrics) {
    this.worker = worker;
    this.providers = providers;
    this.metrics = metrics;
  }

  @GetMapping("/health/live")
  Map<String, String> live() {
    return Map.of("status", "UP");
  }

  @GetMapping("/health/ready")
  ResponseEntity<Map<String, Object>> ready() {
    boolean ready = worker.polls() && worker.leased();
    Map<String, String> parts =
        Map.of("temporal", state(worker.polls()), "postgres", state(worker.leased()));
    Collection<String> callable = providers.callable().stream().sorted().toList();
    Map<String, Object> body =
        new TreeMap<>(Map.of("status", state(ready), "parts", parts, "providers", callable));
    return ResponseEntity.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE).body(body);
  }

  @GetMapping(value = "/metrics", produces = MediaType.TEXT_PLAIN_VALUE)
  String metrics() {
    return metrics.scrape();
  }

  private static String state(boolean up) {
    return up ? "UP" : "DOWN";
  }
}
