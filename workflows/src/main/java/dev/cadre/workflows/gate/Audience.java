package dev.cadre.workflows.gate;

import java.util.Collection;
import java.util.Set;

/**
 * Who may decide.
 *
 * @param roles one of these is needed
 * @param quorum how many GO close the gate
 * @param fourEyes the requester never decides
 */
public record Audience(Set<String> roles, int quorum, boolean fourEyes) {

  /** One reviewer who is not the requester. */
  public static final Audience DEFAULT = new Audience(Set.of("reviewer"), 1, true);

  public Audience {
    roles = Set.copyOf(roles);
  }

  /** Whether somebody of these roles belongs to it. */
  public boolean includes(Collection<String> theirs) {
    return theirs.stream().anyMatch(roles::contains);
  }

  /** Whether four eyes keep a reviewer from deciding. */
  public boolean bars(String reviewer, String requester) {
    return fourEyes && reviewer.equals(requester);
  }
}
