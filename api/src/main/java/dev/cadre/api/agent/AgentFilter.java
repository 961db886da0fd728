package dev.cadre.api.agent;

import dev.cadre.api.runtime.Parameters;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a list of agents is narrowed to; an empty text, and null, leave it as it is.
 *
 * @param q is looked for in name, title, description and capabilities
 */
record AgentFilter(
    String department, @Nullable Long level, String capability, String q, @Nullable Boolean usable)
    implements Predicate<Shelf.AgentView> {

  static AgentFilter of(
      String department, String level, String capability, String q, String usable) {
    return new AgentFilter(
        department,
        level.isEmpty() ? null : Parameters.number("level", level),
        capability,
        q.toLowerCase(Locale.ROOT),
        Parameters.flag("usable", usable));
  }

  @Override
  public boolean test(Shelf.AgentView agent) {
    return (department.isEmpty() || department.equals(agent.department()))
        && (level == null
            || Optional.ofNullable(agent.level()).filter(l -> l == level.intValue()).isPresent())
        && (capability.isEmpty() || agent.capabilities().contains(capability))
        && (usable == null || usable == agent.usable())
        && (q.isEmpty() || words(agent).contains(q));
  }

  private static String words(Shelf.AgentView agent) {
    return String.join(
            " ",
            agent.name(),
            agent.title(),
            agent.description(),
            String.join(" ", agent.capabilities()))
        .toLowerCase(Locale.ROOT);
  }
}
