package dev.cadre.api.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.workflows.tenant.TenantId;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LimitsTest {

  private static final TenantId TENANT = new TenantId(new UUID(0x7000, 1));
  private static final Asker ANN = new Asker.Account(TENANT, "ann");
  private static final Asker BOB = new Asker.Account(TENANT, "bob");
  private static final Asker OTHER = new Asker.Account(new TenantId(new UUID(0x7000, 2)), "ann");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private long nanos;
  private double load;

  private final TimeMeter time =
      new TimeMeter() {
        @Override
        public long currentTimeNanos() {
          return nanos;
        }

        @Override
        public boolean isWallClockBased() {
          return false;
        }
      };

  private Limits limits(int tenant, int account, int address, int inFlight) {
    return new Limits(
        new LimitSettings(tenant, account, address, inFlight, 0.8), registry, time, () -> load);
  }

  private static void allowed(Limits limits, Asker asker, int cost) {
    limits.enter(asker, cost).leave();
  }

  private static String refused(Limits limits, Asker asker, int cost) {
    ApiProblem over = catchThrowableOfType(ApiProblem.class, () -> limits.enter(asker, cost));
    assertThat(over.status().value()).isEqualTo(429);
    assertThat(over.code()).isEqualTo("RATE_LIMITED");
    return String.valueOf(over.getMessage());
  }

  @Test
  void letsTenSecondsWorthThroughAtOnceAndThenSoMuchASecond() {
    Limits limits = limits(0, 2, 0, 0);
    for (int i = 0; i < 20; i++) {
      allowed(limits, ANN, 1);
    }
    assertThat(refused(limits, ANN, 1)).contains("your account", "2 units a second", "wait 1 s");
    assertThat(refused(limits, ANN, 4)).contains("wait 2 s");
    allowed(limits, BOB, 1);

    nanos += Duration.ofSeconds(2).toNanos();
    allowed(limits, ANN, 4);
    refused(limits, ANN, 1);
    assertThat(registry.counter("cadre.requests.limited", "limit", "account").count()).isEqualTo(3);
  }

  @Test
  void countsAllAccountsOfATenantTogetherAndChargesNoneForWhatItRefuses() {
    Limits limits = limits(3, 2, 0, 0);
    allowed(limits, ANN, 20);
    assertThat(refused(limits, BOB, 20)).contains("of your tenant");
    allowed(limits, BOB, 10);
    allowed(limits, OTHER, 20);

    nanos += Duration.ofSeconds(1).toNanos();
    allowed(limits, BOB, 3);
  }

  @Test
  void letsThroughWhatCostsMoreThanIsEverSavedUpOnceAllIs() {
    Limits limits = limits(1, 1, 0, 0);
    allowed(limits, ANN, 100);
    assertThat(refused(limits, ANN, 100)).contains("wait 10 s");
  }

  @Test
  void countsThoseItDoesNotKnowByTheirAddress() throws Exception {
    Limits limits = limits(0, 0, 1, 0);
    Asker one = Asker.Address.of(InetAddress.ofLiteral("2001:db8::1"));
    Asker sameHouse = Asker.Address.of(InetAddress.ofLiteral("2001:db8::2"));
    for (int i = 0; i < 10; i++) {
      allowed(limits, i % 2 == 0 ? one : sameHouse, 1);
    }
    assertThat(refused(limits, sameHouse, 1)).contains("your address");
    allowed(limits, Asker.Address.of(InetAddress.ofLiteral("2001:db8:0:1::1")), 1);
    allowed(limits, Asker.Address.of(InetAddress.ofLiteral("192.0.2.1")), 1);
    allowed(limits, Asker.Address.of(null), 1);
  }

  @Test
  void holdsATenantToSoManyRequestsInWork() {
    Limits limits = limits(0, 0, 0, 2);
    List<Limits.Place> places = new ArrayList<>();
    places.add(limits.enter(ANN, 1));
    places.add(limits.enter(BOB, 1));
    assertThat(refused(limits, ANN, 1)).contains("Too many requests at once");
    allowed(limits, OTHER, 1);

    places.getFirst().leave();
    places.getFirst().leave();
    limits.enter(ANN, 1);
    refused(limits, BOB, 1);
  }

  @Test
  void whoHasTakenMostProcessorTimeGivesWay() {
    Limits limits = limits(0, 0, 0, 0);
    load = 1;
    ApiProblem crowd = null;
    for (int second = 0; second < 10 && crowd == null; second++) {
      nanos += Duration.ofSeconds(1).toNanos() / 2;
      limits.giveWay(OTHER, 1);
      crowd = catchThrowableOfType(ApiProblem.class, () -> limits.giveWay(ANN, 1));
      limits.spent(TENANT, Duration.ofSeconds(600));
    }
    assertThat(crowd).isNotNull();
    assertThat(crowd.code()).isEqualTo("RATE_LIMITED");
    assertThat(crowd.getMessage()).contains("yours asks most");
  }

  @Test
  void letsRequestsThroughWhereCountingFails() {
    TimeMeter broken =
        new TimeMeter() {
          @Override
          public long currentTimeNanos() {
            throw new IllegalStateException("no time");
          }

          @Override
          public boolean isWallClockBased() {
            return false;
          }
        };
    Limits limits = new Limits(new LimitSettings(1, 1, 1, 1, 0.6), registry, broken, () -> load);
    for (int i = 0; i < 50; i++) {
      limits.giveWay(ANN, 1);
      allowed(limits, ANN, 1);
      allowed(limits, Asker.Address.of(null), 1);
    }
  }

  @Test
  void forgetsThoseThatWereLeftAloneLongest() {
    LastUsed<String, Integer> table = new LastUsed<>(2);
    table.put("a", 1);
    table.put("b", 2);
    table.get("a");
    table.put("c", 3);
    assertThat(table.get("b")).isNull();
    assertThat(table.get("a")).isEqualTo(1);
    assertThat(table.get("b", () -> 4)).isEqualTo(4);
    assertThat(table.get("c")).isNull();
  }
}
