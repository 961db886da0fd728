package dev.cadre.api.runtime;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.runtime.Payloads;
import dev.cadre.stores.runtime.TemporalSettings;
import io.grpc.Status;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TemporalConnectionTest {

  private final TemporalConnection connection =
      new TemporalConnection(
          new TemporalSettings("127.0.0.1:1", "default", "cadre", Duration.ofDays(30), null),
          Payloads.clear());

  @AfterEach
  void close() {
    connection.close();
  }

  private void fail(RuntimeException failure) {
    connection
        .call(() -> {
          throw failure;
        })
        .block(Duration.ofSeconds(10));
  }

  @Test
  void knowsAServerThatIsDownByEveryWayTheClientSaysSo() {
    assertThatThrownBy(() -> fail(Status.UNAVAILABLE.asRuntimeException()))
        .isInstanceOf(TemporalUnavailable.class);
    assertThatThrownBy(() ->
            fail(
                new IllegalStateException(
                    new IllegalArgumentException("invalid expiration : PT-0.04S"))))
        .isInstanceOf(TemporalUnavailable.class);
  }

  @Test
  void leavesOtherFailuresAsTheyAre() {
    assertThatThrownBy(() -> fail(new IllegalArgumentException("another")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> fail(Status.PERMISSION_DENIED.asRuntimeException()))
        .isInstanceOf(io.grpc.StatusRuntimeException.class);
  }
}
