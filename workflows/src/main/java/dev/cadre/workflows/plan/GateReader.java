package dev.cadre.workflows.plan;

import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepOptions;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Reads {@code kind: gate}. */
final class GateReader implements KindReader {

  private static final int MOST_VOTES = 100;

  @Override
  public Step read(Cursor step, String id, StepOptions options, Inside inside) {
    String title = step.required("title", "\"Publish this?\"");
    List<String> show = StepReader.idsOr(step, "show", options.dependsOn());
    Audience audience = audience(step);
    Duration deadline = step.duration("deadline", false);
    onDeadline(step);
    if (step.has("options")) {
      step.notYet("options", "Options at a gate are not available yet; remove them.");
    }
    return new GateStep(id, options, title, show, audience, deadline);
  }

  @Override
  public boolean calls(Cursor step) {
    return false;
  }

  @Override
  public boolean strict() {
    return true;
  }

  private static Audience audience(Cursor step) {
    Cursor audience = step.object("audience");
    if (audience == null) {
      return Audience.DEFAULT;
    }
    if (audience.has("users")) {
      audience.notYet("users", "Naming users is not available yet; name roles.");
    }
    List<String> roles = audience.texts("roles");
    if (roles != null && roles.isEmpty()) {
      audience.outOfRange("roles", "`roles` is empty, so nobody could decide; name a role.");
    }
    Set<String> named = roles == null ? Audience.DEFAULT.roles() : new LinkedHashSet<>(roles);
    Integer quorum = audience.integer("quorum", 1, MOST_VOTES);
    boolean fourEyes = audience.flag("fourEyes", true);
    audience.done("An audience");
    return new Audience(named, Objects.requireNonNullElse(quorum, 1), fourEyes);
  }

  private static void onDeadline(Cursor step) {
    String word = step.text("onDeadline");
    if (word == null || word.equals("reject")) {
      return;
    }
    switch (word) {
      case "escalate", "extend" ->
          step.notYet("onDeadline", "Only `reject` is available at the deadline; write reject.");
      case "approve" -> step.outOfRange("onDeadline", "A deadline never approves; write reject.");
      default -> step.outOfRange("onDeadline", "`onDeadline` is unknown; write reject.");
    }
  }
}
