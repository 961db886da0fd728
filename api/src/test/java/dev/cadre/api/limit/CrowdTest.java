package dev.cadre.api.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.tenant.TenantId;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CrowdTest {

  private static final TenantId LOUD = new TenantId(new UUID(0x7000, 1));
  private static final TenantId QUIET = new TenantId(new UUID(0x7000, 2));
  private static final double BUSY = 0.9;

  /** Of a clock that may begin anywhere. */
  private long nanos = Duration.ofHours(-9).toNanos();

  private double load = BUSY;
  private final Crowd crowd = new Crowd(0.6, 50, () -> load, () -> nanos);

  /**
   * A second in which each asks so often for a unit, evenly; how many of the loud one's went on.
   */
  private int second(int loud, int quiet) {
    int passed = 0;
    for (int milli = 0; milli < 1000; milli++) {
      nanos += Duration.ofMillis(1).toNanos();
      if (loud > 0 && milli % (1000 / loud) == 0 && crowd.lets(LOUD, 1)) {
        passed++;
      }
      if (quiet > 0 && milli % (1000 / quiet) == 0) {
        assertThat(crowd.lets(QUIET, 1)).as("the quiet one").isTrue();
      }
    }
    return passed;
  }

  @Test
  void whoAsksMostGivesWayAfterSomeSecondsAndKeepsALittle() {
    assertThat(second(500, 20)).isEqualTo(500);
    assertThat(second(500, 20)).isGreaterThan(400);
    for (int i = 0; i < 8; i++) {
      second(500, 20);
    }
    assertThat(second(500, 20)).isBetween(45, 55);
  }

  @Test
  void nobodyGivesWayAloneOrToAMachineAtRest() {
    for (int i = 0; i < 5; i++) {
      assertThat(second(500, 0)).isEqualTo(500);
    }
    load = 0.5;
    for (int i = 0; i < 5; i++) {
      assertThat(second(500, 20)).isEqualTo(500);
    }
    load = -1;
    assertThat(second(500, 20)).isEqualTo(500);
  }

  @Test
  void nobodyGivesWayWhoAsksLittle() {
    for (int i = 0; i < 10; i++) {
      assertThat(second(50, 20)).isEqualTo(50);
    }
  }

  @Test
  void getsMoreAgainBitByBitAndAllWhenTheOthersHaveGone() {
    for (int i = 0; i < 8; i++) {
      second(500, 20);
    }
    load = 0.2;
    int little = second(500, 20);
    for (int i = 0; i < 10; i++) {
      second(500, 20);
    }
    assertThat(second(500, 20)).isBetween(little + 10, 2 * little);
    for (int i = 0; i < 120; i++) {
      second(500, 20);
    }
    assertThat(second(500, 20)).isEqualTo(500);
  }

  @Test
  void countsWhatIsKnownAfterwards() {
    for (int i = 0; i < 8; i++) {
      second(500, 20);
    }
    crowd.spent(LOUD, 25);
    assertThat(second(500, 20)).isBetween(20, 30);
  }

  @Test
  void letsAllGoOnWhereItIsSwitchedOff() {
    Crowd off = new Crowd(0, 50, () -> BUSY, () -> nanos);
    for (int i = 0; i < 10_000; i++) {
      nanos += Duration.ofMillis(1).toNanos();
      assertThat(off.lets(LOUD, 100) && off.lets(QUIET, 1)).isTrue();
    }
  }
}
