package dev.cadre.api.runtime;

import dev.cadre.stores.runtime.Postgres;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.util.function.Tuple2;

/** Whether the API lives, and what of it works. */
@RestController
@Tag(name = "Operations")
@SecurityRequirements
class HealthController {

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** However often it is asked for, the parts are asked four times a second at most. */
  private static final Duration FRESH = Duration.ofMillis(250);

  private final Postgres postgres;
  private final Mono<Tuple2<Boolean, Boolean>> parts;
  private final Background background;

  /** Where one part stands. */
  enum State {
    UP,
    DOWN
  }

  /**
   * The whole and its parts.
   *
   * @param status DOWN when a part is down
   */
  record Health(State status, Map<String, State> parts) {}

  HealthController(Postgres postgres, TemporalGateway temporal, Background background) {
    this.postgres = postgres;
    this.parts =
        Mono.zip(
                Mono.defer(this::store),
                Mono.defer(temporal::reachable).timeout(PATIENCE).onErrorReturn(false))
            .cache(FRESH);
    this.background = background;
  }

  @GetMapping("/health/live")
  @Operation(summary = "Whether the process answers")
  Health live() {
    return new Health(State.UP, Map.of());
  }

  @GetMapping("/health/ready")
  @Operation(summary = "Whether each part that the API needs answers; 503 names those that do not")
  Mono<ResponseEntity<Health>> ready() {
    return parts.map(up -> {
      Map<String, State> states = new LinkedHashMap<>();
      states.put("postgres", state(up.getT1()));
      states.put("migrations", state(background.migrated()));
      states.put("temporal", state(up.getT2()));
      states.put("searchAttributes", state(background.registered()));
      if (background.leaving()) {
        states.put("doors", State.DOWN);
      }
      boolean down = states.containsValue(State.DOWN);
      return ResponseEntity.status(down ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.OK)
          .body(new Health(state(!down), states));
    });
  }

  private Mono<Boolean> store() {
    return postgres
        .inSystem(client -> client.sql("select 1 as one").fetch().one())
        .map(_ -> true)
        .timeout(PATIENCE)
        .onErrorReturn(false);
  }

  private static State state(boolean up) {
    return up ? State.UP : State.DOWN;
  }
}
