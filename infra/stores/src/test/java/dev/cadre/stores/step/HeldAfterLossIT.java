package dev.cadre.stores.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.plan.PlanId;
import java.math.BigDecimal;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A call that was taken for lost, whose attempt is then held because its agent is stopped. */
@ParameterizedClass
@EnumSource(Course.class)
class HeldAfterLossIT extends AttemptRightsFixture {

  HeldAfterLossIT(Course course) {
    super(course);
  }

  /** Its worker is only slow: what its lost call was charged is the same call's. */
  @Test
  void chargesACallOnceThatWasTakenForLostBeforeAHold() throws SQLException {
    PlanId plan = planOfMine();
    sql(
        """
        insert into activation (tenant_id, name, agent, state, created_by, created_at, updated_at)
        values ('%s', 'a-%s', 'summarizer', 'ACTIVE', 'test', now(), now())\
        """
            .formatted(TestStore.TENANT, name));
    sql("update step set agent = 'a-%s' where plan_id = '%s'".formatted(name, plan));
    assertThat(begin(plan, "one")).isInstanceOf(Begun.Call.class);
    sql("update activation set state = 'INACTIVE' where name = 'a-%s'".formatted(name));
    assertThat(begin(plan, "one")).isInstanceOf(Begun.Held.class);

    Attempt slow = ModelAttempts.of(key(plan, "one"), "p-" + name, "0.01");
    Bill bill = new Bill("m", 200, 1L, 1L, 0L, new BigDecimal("0.004"));
    assertThat(attempts.succeed(slow, 1, bill, "late", null).block())
        .isInstanceOf(Settled.Success.class);
    assertThat(new StoredRows(store).budget(plan)).isEqualTo("0.000000000/0.004000000");
  }
}
