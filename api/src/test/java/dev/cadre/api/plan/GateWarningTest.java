package dev.cadre.api.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.access.Accounts.Member;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanReader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GateWarningTest {

  private static final Member MEMBER = new Member("ann", Set.of("member"));
  private static final Member REVIEWER = new Member("ben", Set.of("member", "reviewer"));

  private static List<PlanWarning> warnings(Member requester, Map<String, Object> audience) {
    Map<String, Object> gate =
        Map.of("id", "g", "kind", "gate", "title", "Fine?", "audience", audience);
    Plan plan =
        PlanReader.read(
                Map.of(
                    "name",
                    "p",
                    "input",
                    Map.of("list", List.of(1L)),
                    "steps",
                    List.of(Map.of("id", "m", "kind", "map", "over", "input.list", "step", gate))))
            .plan();
    return GateWarning.of(plan, requester.name(), List.of(MEMBER, REVIEWER));
  }

  @Test
  void isSilentWhereSomebodyCanDecide() {
    assertThat(warnings(MEMBER, Map.of())).isEmpty();
    assertThat(warnings(REVIEWER, Map.of("fourEyes", false))).isEmpty();
    assertThat(warnings(REVIEWER, Map.of("roles", List.of("member")))).isEmpty();
  }

  @Test
  void namesTheGateAndTheRemedyAndNoUser() {
    assertThat(warnings(MEMBER, Map.of("roles", List.of("legal"))))
        .singleElement()
        .satisfies(w -> {
          assertThat(w.code()).isEqualTo("GATE_UNDECIDABLE");
          assertThat(w.pointer()).isEqualTo("/steps/0/step");
          assertThat(w.message()).contains("(legal)", "name other `roles`");
        });
    assertThat(warnings(REVIEWER, Map.of()))
        .singleElement()
        .satisfies(w -> {
          assertThat(w.message()).contains("four eyes", "`fourEyes: false`").doesNotContain("ben");
        });
    assertThat(warnings(MEMBER, Map.of("quorum", 2L)))
        .singleElement()
        .satisfies(w -> {
          assertThat(w.message()).contains("2 GOs", "only 1", "lower `quorum`");
        });
  }
}
