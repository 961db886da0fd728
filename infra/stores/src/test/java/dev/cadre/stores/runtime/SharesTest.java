package dev.cadre.stores.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class SharesTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<String> begun = new ArrayList<>();

  private Mono<String> work(String name, Sinks.One<String> end) {
    return Mono.defer(() -> {
      begun.add(name);
      return end.asMono();
    });
  }

  @Test
  void letsOneKeysWorkWaitAndAnothersPass() {
    Shares<String> shares = new Shares<>(1, -1, LONG);
    Sinks.One<String> end = Sinks.one();
    shares.one("loud", work("first", end)).subscribe();
    shares.one("loud", work("second", Sinks.one())).subscribe();
    shares.one("loud", work("third", Sinks.one())).subscribe();
    shares.one("quiet", work("other", Sinks.one())).subscribe();
    assertThat(begun).containsExactly("first", "other");

    end.tryEmitValue("done");
    assertThat(begun).containsExactly("first", "other", "second");
  }

  @Test
  void givesThePlaceOnAfterAFailureAndAfterACancellation() {
    Shares<String> shares = new Shares<>(1, -1, LONG);
    assertThatThrownBy(
            () -> shares.one("loud", Mono.error(new IllegalStateException("down"))).block(LONG))
        .hasMessage("down");
    Disposable given = shares.many("loud", Flux.never()).subscribe();
    Disposable waits = shares.one("loud", work("never", Sinks.one())).subscribe();
    waits.dispose();
    given.dispose();

    assertThat(shares.one("loud", Mono.just("next")).block(LONG)).isEqualTo("next");
    assertThat(begun).isEmpty();
  }

  @Test
  void refusesWhatWouldWaitBehindTooManyOrForTooLong() {
    Shares<String> none = new Shares<>(1, 0, LONG);
    none.one("loud", Mono.never()).subscribe();
    assertThatThrownBy(() -> none.one("loud", Mono.just("x")).block(LONG))
        .isInstanceOf(RejectedExecutionException.class);

    Shares<String> soon = new Shares<>(1, -1, Duration.ofMillis(50));
    soon.one("loud", Mono.never()).subscribe();
    assertThatThrownBy(() -> soon.one("loud", Mono.just("x")).block(LONG))
        .hasCauseInstanceOf(TimeoutException.class);
  }
}
