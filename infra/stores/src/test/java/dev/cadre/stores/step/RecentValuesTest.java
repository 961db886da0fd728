package dev.cadre.stores.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.runtime.Recent;
import dev.cadre.stores.step.RecentValues.Place;
import dev.cadre.stores.step.RecentValues.Value;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecentValuesTest {

  private static final long LIMIT = 100_000;

  private final Recent<Place, Value> recent = new Recent<>(LIMIT);
  private final RecentValues values = new RecentValues(recent);
  private final PlanId plan = new PlanId(UUID.randomUUID());

  @Test
  void staysWithinItsBoundHoweverMuchIsPut() {
    for (int i = 0; i < 10_000; i++) {
      values.put(place(i), "x".repeat(i % 3_000));
      assertThat(recent.bytes()).isLessThanOrEqualTo(LIMIT);
    }
    assertThat(values.get(place(9_999))).isPresent();
    assertThat(values.get(place(0))).isEmpty();
  }

  @Test
  void keepsWhatIsUsedAndLetsTheRestGo() {
    values.put(place(0), "input");
    for (int i = 1; i < 1_000; i++) {
      values.put(place(i), "x".repeat(1_000));
      assertThat(values.get(place(0))).contains(new Value("input"));
    }
  }

  @Test
  void refusesWhatWouldDriveAllElseOut() {
    values.put(place(0), "small");
    values.put(place(1), "x".repeat((int) LIMIT));
    assertThat(values.get(place(0))).isPresent();
    assertThat(values.get(place(1))).isEmpty();
  }

  @Test
  void countsAValueThatIsPutAgainOnce() {
    values.put(place(0), "x".repeat(1_000));
    long once = recent.bytes();
    values.put(place(0), "x".repeat(1_000));
    assertThat(recent.bytes()).isEqualTo(once);
  }

  @Test
  void knowsNullFromNothing() {
    values.put(place(0), null);
    assertThat(values.get(place(0))).contains(new Value(null));
    assertThat(values.get(place(1))).isEmpty();
  }

  @Test
  void holdsTenantsApart() {
    values.put(place(0), "mine");
    Place others = new Place.Result(new TenantId(UUID.randomUUID()), plan, "s0", 1);
    assertThat(values.get(others)).isEmpty();
  }

  @Test
  void countsWhatATreeHolds() {
    long text = TreeSize.of("tea");
    assertThat(TreeSize.of(List.of("tea", "tea"))).isGreaterThan(2 * text);
    assertThat(TreeSize.of(Map.of("tea", Arrays.asList(1L, null)))).isGreaterThan(2 * text);
  }

  private Place place(int step) {
    return new Place.Result(TenantId.DEMO, plan, "s" + step, 1);
  }
}
