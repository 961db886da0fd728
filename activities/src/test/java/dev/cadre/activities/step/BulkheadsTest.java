package dev.cadre.activities.step;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.workflows.tenant.TenantId;
import io.temporal.failure.ApplicationFailure;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who takes whose places. */
class BulkheadsTest {

  private final Bulkheads bulkheads = new Bulkheads(8);
  private final TenantId ann = new TenantId(UUID.randomUUID());
  private final TenantId ben = new TenantId(UUID.randomUUID());

  @Test
  void letsNoTenantsServersTakeTheVendorsPlacesOrThoseOfOtherTenants() {
    bulkheads.enterOwn(ann);
    Bulkheads.Place second = bulkheads.enterOwn(ann);
    assertThatThrownBy(() -> bulkheads.enterOwn(ann)).isInstanceOf(ApplicationFailure.class);
    bulkheads.enterOwn(ben).close();
    for (int i = 0; i < 8; i++) {
      bulkheads.enter("openai");
    }
    second.close();
    bulkheads.enterOwn(ann).close();
  }

  @Test
  void keepsAllTenantsServersTogetherWithinOneShare() {
    for (int i = 0; i < 8; i++) {
      bulkheads.enterOwn(new TenantId(UUID.randomUUID()));
    }
    // What is refused has left its tenant's place again.
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> bulkheads.enterOwn(ann))
          .hasMessageContaining("tenants' addresses has 8 calls");
    }
  }
}
