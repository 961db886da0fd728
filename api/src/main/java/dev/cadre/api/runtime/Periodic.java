package dev.cadre.api.runtime;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Work that is done again and again. */
public final class Periodic {

  private static final Logger LOG = LoggerFactory.getLogger(Periodic.class);

  private Periodic() {}

  /**
   * Does the work until disposed, never twice at once. A failure is logged, and the work done again
   * at its time.
   *
   * @param first how long to wait before the first time
   * @param complaint what a failure means
   */
  public static Disposable start(Duration first, Duration pause, String complaint, Mono<?> work) {
    Mono<Void> once =
        work.then()
            .onErrorResume(failure -> {
              LOG.atWarn()
                  .addKeyValue("cause", String.valueOf(failure.getMessage()))
                  .log(complaint);
              return Mono.empty();
            });
    return Flux.interval(first, pause).onBackpressureDrop().concatMap(_ -> once, 1).subscribe();
  }
}
