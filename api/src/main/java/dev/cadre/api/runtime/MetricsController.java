package dev.cadre.api.runtime;

import dev.cadre.api.access.Requires;
import dev.cadre.workflows.access.Permission;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The figures for Prometheus. They ask for a credential like all else: a scraper sends one of the
 * bearer tokens ({@code authorization: credentials_file} in its configuration).
 */
@RestController
@Tag(name = "Operations")
class MetricsController {

  private final PrometheusMeterRegistry registry;

  MetricsController(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  @Requires(Permission.METRICS_READ)
  @GetMapping(path = "/metrics", produces = "text/plain;version=0.0.4;charset=utf-8")
  @Operation(summary = "Prometheus metrics")
  String metrics() {
    return registry.scrape();
  }
}
