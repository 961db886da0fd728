package dev.cadre.api.event;

import dev.cadre.api.runtime.ApiProblem;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** Counts the streams of this process, and refuses one too many. */
@Component
@Lazy(false)
class OpenStreams {

  private static final String AGAIN_SECONDS = "5";

  private final int most;
  private final AtomicInteger open = new AtomicInteger();

  OpenStreams(EventSettings settings, MeterRegistry registry) {
    this.most = settings.streams();
    Gauge.builder("cadre.event.streams", open, AtomicInteger::get)
        .description("Streams of events that are open in this process")
        .register(registry);
  }

  /**
   * Lets one more in.
   *
   * @throws ApiProblem TOO_MANY_REQUESTS
   */
  void admit() {
    if (open.get() >= most) {
      throw ApiProblem.of(
              HttpStatus.TOO_MANY_REQUESTS,
              "TOO_MANY_REQUESTS",
              "This API has "
                  + most
                  + " streams open (cadre.events.streams); come again, or read pages with"
                  + " `Accept: application/json`.")
          .header("Retry-After", AGAIN_SECONDS);
    }
  }

  /** The same stream, counted from its first reader's coming to its going. */
  <T> Flux<T> counted(Flux<T> stream) {
    return stream.doFirst(open::incrementAndGet).doFinally(_ -> open.decrementAndGet());
  }
}
