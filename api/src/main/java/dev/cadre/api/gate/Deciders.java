package dev.cadre.api.gate;

import dev.cadre.stores.access.Accounts;
import dev.cadre.stores.access.Accounts.Member;
import dev.cadre.stores.gate.GateRead;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.tenant.TenantId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Finds gates that the accounts that there are cannot open, and says what would help. */
@Component
class Deciders {

  private static final String SIGNAL =
      " A decision by Temporal signal, under another name, counts where the tenant takes such.";

  private final Accounts accounts;

  Deciders(Accounts accounts) {
    this.accounts = accounts;
  }

  /** Why the GOs that an open gate still needs cannot come; empty when they can. */
  Mono<String> warning(TenantId tenant, GateRead gate) {
    return gate.status().equals("OPEN")
        ? accounts
            .members(tenant)
            .flatMap(members -> Mono.justOrEmpty(warning(members, gate)))
            .map(sentence -> sentence + SIGNAL)
        : Mono.empty();
  }

  static Optional<String> warning(Collection<Member> users, GateRead gate) {
    Set<String> roles = gate.audience().roles();
    List<Member> audience = users.stream().filter(user -> in(roles, user)).toList();
    Set<String> able =
        audience.stream()
            .map(Member::name)
            .filter(name -> !gate.audience().fourEyes() || !name.equals(gate.requester()))
            .collect(Collectors.toCollection(HashSet::new));
    boolean none = able.isEmpty();
    able.addAll(voted(gate));
    if (able.size() >= gate.audience().quorum()) {
      return Optional.empty();
    }
    if (audience.isEmpty()) {
      return Optional.of(
          "Nobody who is known here has a role of this gate's audience ("
              + String.join(", ", roles)
              + "): cancel the plan and submit it with other `roles`.");
    }
    return Optional.of(none ? ownPlan(users, roles, gate) : quorum(gate, able.size()));
  }

  private static boolean in(Set<String> roles, Member user) {
    return user.roles().stream().anyMatch(roles::contains);
  }

  /** Whose GO counts already, under whatever name. */
  private static Set<String> voted(GateRead gate) {
    return gate.decisions().stream()
        .filter(vote -> vote.refusal() == null && vote.decision().equals(Verdict.GO.name()))
        .map(GateRead.DecisionRead::reviewer)
        .collect(Collectors.toSet());
  }

  private static String ownPlan(Collection<Member> users, Set<String> roles, GateRead gate) {
    String others =
        users.stream()
            .filter(user -> !in(roles, user))
            .map(user -> "`" + user.name() + "`")
            .sorted()
            .collect(Collectors.joining(" or "));
    return "Nobody who is known here can decide this gate: `"
        + gate.requester()
        + "` alone belongs to its audience, and submitted the plan, which four eyes forbid."
        + " Cancel the plan and submit it"
        + (others.isEmpty() ? "" : " as " + others + ", or")
        + " with `fourEyes: false` in the gate's `audience`.";
  }

  private static String quorum(GateRead gate, int able) {
    return "This gate needs "
        + gate.audience().quorum()
        + " GOs, and of those who are known here only "
        + able
        + " can give one: cancel the plan and submit it with a lower `quorum`.";
  }
}
