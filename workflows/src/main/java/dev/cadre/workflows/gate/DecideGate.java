package dev.cadre.workflows.gate;

import dev.cadre.workflows.expression.CanonicalJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A decision, from whatever door, on its way to the gate's workflow.
 *
 * @param gate the gate's id, or the step's id (a signal before the gate opens)
 * @param digest of what the reviewer saw; null is an unbound decision
 * @param output an edited output of the one shown step; only with ADJUST
 * @param steps which shown steps run again; only with ADJUST
 * @param reviewer who decides
 * @param roles of the reviewer, as the door knows them; ignored when {@code asserted}
 * @param asserted the identity was claimed by the sender (a plain signal), not proven to a door
 */
public record DecideGate(
    String gate,
    Verdict decision,
    @Nullable String digest,
    @Nullable String comment,
    @Nullable Object output,
    @Nullable String option,
    List<String> steps,
    String reviewer,
    Set<String> roles,
    boolean asserted) {

  public DecideGate {
    steps = List.copyOf(steps);
    roles = Set.copyOf(roles);
  }

  /**
   * What was decided, whoever sent it: hex SHA-256 of the RFC 8785 form of {@code {decision,
   * digest, comment, output, option, steps}}, absent ones null. The same body twice is one
   * decision.
   */
  public String bodySha256() {
    Map<String, @Nullable Object> form = new LinkedHashMap<>();
    form.put("decision", decision.name());
    form.put("digest", digest);
    form.put("comment", comment);
    form.put("output", output);
    form.put("option", option);
    form.put("steps", steps);
    return CanonicalJson.sha256(form);
  }
}
