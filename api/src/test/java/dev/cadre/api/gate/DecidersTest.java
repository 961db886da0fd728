package dev.cadre.api.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.access.Accounts.Member;
import dev.cadre.stores.gate.GateRead;
import dev.cadre.testkit.plan.NewPlans;
import dev.cadre.workflows.gate.Audience;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DecidersTest {

  private static final List<Member> USERS =
      List.of(
          new Member("requester", Set.of("member")),
          new Member("reviewer", Set.of("member", "reviewer")));

  private static Optional<String> warning(String requester, Audience audience, String... voters) {
    List<GateRead.DecisionRead> votes =
        List.of(voters).stream()
            .map(name ->
                new GateRead.DecisionRead("GO", name, true, null, null, "", null, Instant.EPOCH))
            .toList();
    return Deciders.warning(
        USERS,
        new GateRead(
            "g",
            NewPlans.id(),
            requester,
            "review",
            1,
            null,
            null,
            null,
            "OPEN",
            null,
            "Publish?",
            List.of(),
            List.of(),
            "sha256:0",
            audience,
            null,
            Instant.EPOCH,
            null,
            votes));
  }

  @Test
  void isSilentWhereSomebodyCanDecide() {
    assertThat(warning("requester", Audience.DEFAULT)).isEmpty();
    assertThat(warning("reviewer", new Audience(Set.of("reviewer"), 1, false))).isEmpty();
    assertThat(warning("reviewer", new Audience(Set.of("member"), 1, true))).isEmpty();
  }

  @Test
  void tellsTheOneReviewerThatThePlanIsTheirOwn() {
    assertThat(warning("reviewer", Audience.DEFAULT))
        .hasValueSatisfying(text ->
            assertThat(text).contains("`reviewer` alone", "as `requester`", "`fourEyes: false`"));
  }

  @Test
  void tellsThatNobodyHasTheRole() {
    assertThat(warning("requester", new Audience(Set.of("lawyer"), 1, true)))
        .hasValueSatisfying(text -> assertThat(text).contains("(lawyer)", "`roles`"));
  }

  @Test
  void countsVotesUnderOtherNamesTowardsTheQuorum() {
    Audience two = new Audience(Set.of("reviewer"), 2, true);

    assertThat(warning("requester", two))
        .hasValueSatisfying(text -> assertThat(text).contains("2 GOs", "only 1", "`quorum`"));
    assertThat(warning("requester", two, "ines")).isEmpty();
  }
}
