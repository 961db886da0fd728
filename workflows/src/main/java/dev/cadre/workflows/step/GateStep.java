package dev.cadre.workflows.step;

import dev.cadre.workflows.gate.Audience;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A person decides.
 *
 * @param title a template
 * @param show ids of the ancestors whose outputs are shown; by default {@code dependsOn}
 * @param deadline null waits for ever; at its end the gate is rejected
 */
public record GateStep(
    String id,
    StepOptions options,
    String title,
    List<String> show,
    Audience audience,
    @Nullable Duration deadline)
    implements Step {

  public GateStep {
    show = List.copyOf(show);
  }
}
