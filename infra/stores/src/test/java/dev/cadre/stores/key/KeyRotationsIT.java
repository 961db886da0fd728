package dev.cadre.stores.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.key.KeyVault.Wrapped;
import dev.cadre.testkit.key.TestKeys;
import dev.cadre.workflows.key.Renewal;
import dev.cadre.workflows.plan.PlanId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyRotationsIT extends RotatedTenant {

  @Test
  void rotatesAKeyAfterNinetyDaysAndDestroysTheOldVersion() {
    List<PlanId> plans = plans(3);
    Map.Entry<String, Wrapped> captured =
        Map.entry(ScopeKeys.scope(plans.getFirst()), stored(plans.getFirst()));
    byte[] sealed = keys().of(plans.getFirst()).block().sealText("here", "tea");
    clock.forward(QUARTER.minusMinutes(5));
    assertThat(due()).isFalse();
    clock.forward(Duration.ofMinutes(10));
    assertThat(due()).isTrue();

    assertThat(renew()).isEqualTo(new Renewal(2, true, 3, 0, false, true));

    assertThat(plans).extracting(plan -> stored(plan).version()).containsOnly(2);
    assertThat(keys().of(plans.getFirst()).block().openText("here", sealed)).isEqualTo("tea");
    assertThatThrownBy(() ->
            vault.unwrap(
                tenant, captured.getValue(), ScopeKeys.binding(tenant, captured.getKey(), 1)))
        .isInstanceOf(KeyGone.class);
  }

  @Test
  void doesTheSameOnTheLocalKeystore() {
    on(LocalKeys.at(TestKeys.master(), clock));
    PlanId plan = plan();
    byte[] sealed = keys().of(plan).block().sealText("here", "tea");
    clock.forward(QUARTER.plusDays(1));

    assertThat(renew()).isEqualTo(new Renewal(2, true, 1, 0, false, true));
    assertThat(renew()).isEqualTo(new Renewal(2, false, 0, 0, false, false));
    assertThat(keys().of(plan).block().openText("here", sealed)).isEqualTo("tea");
  }

  @Test
  void leavesAYoungKeyAlone() {
    plan();
    assertThat(due()).isFalse();
    assertThat(renew()).isEqualTo(new Renewal(1, false, 0, 0, false, false));
  }

  @Test
  void tellsWhereEachKeyStandsAndRotatesAtOnceWhenToldTo() {
    plans(2);
    assertThat(rotations.rotateNow(tenant).block().latest()).isEqualTo(2);
    plan();

    assertThat(standing().newest()).isEqualTo(2);
    assertThat(standing().least()).isEqualTo(1);
    assertThat(standing().rows()).containsExactlyInAnyOrderEntriesOf(Map.of(1, 2L, 2, 1L));
    assertThat(standing().behind()).isEqualTo(2);
    assertThat(standing().age()).isLessThan(Duration.ofMinutes(1));
    assertThat(due()).isTrue();

    renew();
    assertThat(standing().rows()).isEqualTo(Map.of(2, 3L));
    assertThat(standing().least()).isEqualTo(2);
    assertThat(due()).isFalse();
  }

  @Test
  void goesOnWhereARoundEnded() {
    plans(250);
    rotations.rotateNow(tenant).block();

    assertThat(rotations.renew(tenant, 100).block())
        .isEqualTo(new Renewal(2, false, 100, 0, true, false));
    assertThat(rotations.renew(tenant, 100).block())
        .isEqualTo(new Renewal(2, false, 100, 0, true, false));
    assertThat(rotations.renew(tenant, 100).block())
        .isEqualTo(new Renewal(2, false, 50, 0, false, true));
  }

  @Test
  void keepsTheOldVersionsForARowThatDoesNotOpen() throws Exception {
    PlanId sound = plan();
    PlanId broken = plan();
    sql(
        "update keys.crypto_scope set wrapped_dek = (select wrapped_dek from keys.crypto_scope where id = '"
            + ScopeKeys.scope(sound)
            + "') where id = '"
            + ScopeKeys.scope(broken)
            + "'");
    rotations.rotateNow(tenant).block();

    assertThat(renew()).isEqualTo(new Renewal(2, false, 1, 1, false, false));
    assertThat(standing().least()).isEqualTo(1);
  }

  @Test
  void wrapsRestrictedScopesAnewAndLeavesShreddedOnes() throws Exception {
    PlanId restricted = plan();
    PlanId shredded = plan();
    sql(
        "update keys.crypto_scope set state = 'RESTRICTED' where id = '"
            + ScopeKeys.scope(restricted)
            + "'");
    sql(
        "update keys.crypto_scope set state = 'SHREDDED', wrapped_dek = '' where id = '"
            + ScopeKeys.scope(shredded)
            + "'");
    rotations.rotateNow(tenant).block();

    assertThat(renew()).isEqualTo(new Renewal(2, false, 1, 0, false, true));
    assertThat(stored(restricted).version()).isEqualTo(2);
    assertThat(stored(shredded).bytes()).isEmpty();
    assertThatThrownBy(() -> keys().of(restricted).block()).isInstanceOf(KeyGone.class);
  }

  @Test
  void leavesOutATenantWhoseKeyIsDestroyed() {
    PlanId plan = plan();
    vault.destroy(tenant);

    assertThat(standing()).isNull();
    assertThatThrownBy(() -> keys().of(plan).block()).isInstanceOf(KeyGone.class);
  }
}
