package dev.cadre.api.plan;

import dev.cadre.stores.access.Accounts.Member;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanSteps;
import dev.cadre.workflows.step.GateStep;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The gates of a plan that the users who are known could not open. */
final class GateWarning {

  private static final int MOST = 100;
  private static final String SIGNAL =
      " A decision by Temporal signal, under another name, counts where the tenant takes such.";

  private GateWarning() {}

  /** Whether a plan has gates at all. */
  static boolean possible(Plan plan) {
    return PlanSteps.all(plan.steps()).anyMatch(GateStep.class::isInstance);
  }

  /** Those of a plan that {@code requester} would submit. */
  static List<PlanWarning> of(Plan plan, String requester, Collection<Member> users) {
    return PlanSteps.all(plan.steps())
        .flatMap(step -> step instanceof GateStep gate ? Stream.of(gate) : Stream.empty())
        .flatMap(gate -> of(gate, plan, requester, users).stream())
        .limit(MOST)
        .toList();
  }

  private static Optional<PlanWarning> of(
      GateStep gate, Plan plan, String requester, Collection<Member> users) {
    return message(gate.audience(), requester, users)
        .map(message ->
            new PlanWarning(
                "GATE_UNDECIDABLE", PlanSteps.get(plan, gate.id()).pointer(), message + SIGNAL));
  }

  private static Optional<String> message(
      Audience audience, String requester, Collection<Member> users) {
    List<Member> members = users.stream().filter(user -> audience.includes(user.roles())).toList();
    long able = members.stream().filter(user -> !audience.bars(user.name(), requester)).count();
    if (able >= audience.quorum()) {
      return Optional.empty();
    }
    if (members.isEmpty()) {
      return Optional.of(
          "Nobody who is known here has a role of this gate's audience ("
              + String.join(", ", audience.roles().stream().sorted().toList())
              + "); name other `roles`.");
    }
    return Optional.of(
        able == 0
            ? "Only you belong to this gate's audience, and four eyes forbid you to decide your own"
                + " plan; submit it as another user, or with `fourEyes: false`."
            : "This gate needs "
                + audience.quorum()
                + " GOs, and of those who are known here only "
                + able
                + " can give one; lower `quorum`.");
  }
}
