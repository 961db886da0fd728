package dev.cadre.api.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class FetchedTest {

  private Instant now = Instant.EPOCH;
  private final AtomicInteger asked = new AtomicInteger();
  private boolean down;
  private final Fetched<Integer> fetched =
      new Fetched<>(
          Mono.fromCallable(() -> {
            int n = asked.incrementAndGet();
            if (down) {
              throw new IllegalStateException("down");
            }
            return n;
          }),
          new Clock() {
            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }

            @Override
            public Instant instant() {
              return now;
            }
          });

  @Test
  void keepsWhatItHasForFiveMinutes() {
    assertThat(asked).hasValue(0);
    assertThat(fetched.get().block()).isEqualTo(1);
    now = now.plus(Duration.ofMinutes(5).minusSeconds(1));
    assertThat(fetched.get().block()).isEqualTo(1);
    now = now.plusSeconds(1);
    assertThat(fetched.get().block()).isEqualTo(2);
  }

  @Test
  void goesOnWithTheOldForAnHourWhileTheProviderIsDown() {
    fetched.get().block();
    down = true;
    now = now.plus(Duration.ofMinutes(59));
    assertThat(fetched.get().block()).isEqualTo(1);
    assertThat(fetched.renewed().block()).isEqualTo(1);
    now = now.plus(Duration.ofMinutes(1));
    assertThatThrownBy(() -> fetched.get().block()).hasMessage("down");
  }

  @Test
  void asksNotAtOnceAgainAfterAFailure() {
    down = true;
    assertThatThrownBy(() -> fetched.get().block()).hasMessage("down");
    down = false;
    assertThatThrownBy(() -> fetched.get().block()).hasMessage("down");
    now = now.plusSeconds(1);
    assertThat(fetched.get().block()).isEqualTo(2);
  }

  @Test
  void renewsThreeTimesAMinuteAtMost() {
    for (int i = 0; i < 20; i++) {
      fetched.renewed().block();
    }
    assertThat(asked).hasValue(3);
  }

  @Test
  void fetchesOnceForAllWhoWait() {
    Sinks.One<Integer> answer = Sinks.one();
    AtomicInteger calls = new AtomicInteger();
    var slow =
        new Fetched<>(
            answer.asMono().doOnSubscribe(_ -> calls.incrementAndGet()), Clock.systemUTC());
    AtomicInteger got = new AtomicInteger();
    for (int i = 0; i < 5; i++) {
      slow.get().subscribe(_ -> got.incrementAndGet());
    }
    assertThat(calls).hasValue(1);
    answer.tryEmitValue(1);
    assertThat(got).hasValue(5);
  }
}
