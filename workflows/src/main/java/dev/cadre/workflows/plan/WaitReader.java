package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepOptions;
import dev.cadre.workflows.step.WaitStep;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code kind: wait}. */
final class WaitReader implements KindReader {

  private static final List<String> WAYS = List.of("for", "until", "signal");
  private static final Pattern SIGNAL = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

  @Override
  public Step read(Cursor step, String id, StepOptions options, Inside inside) {
    List<String> given = WAYS.stream().filter(step::has).toList();
    if (given.isEmpty()) {
      step.missing("for", "`for`, `until` and `signal` are missing; write one of them.");
    }
    given.stream()
        .skip(1)
        .forEach(way ->
            step.unfit(
                way, "A wait takes only one of `for`, `until` and `signal`; remove the others."));
    String way = given.isEmpty() ? "" : given.getFirst();
    return new WaitStep(
        id,
        options,
        way.equals("for") ? step.duration("for", false) : null,
        way.equals("until") ? until(step) : null,
        way.equals("signal") ? signal(step) : null);
  }

  @Override
  public boolean calls(Cursor step) {
    return false;
  }

  @Override
  public boolean waits() {
    return true;
  }

  private static @Nullable String until(Cursor step) {
    String until = step.filled("until");
    if (until == null || until.contains("{{") || WaitStep.time(until).isPresent()) {
      return until;
    }
    step.problems()
        .refuse(
            Problem.Code.WRONG_TYPE,
            step.pointer("until"),
            "`until` is no RFC 3339 time; write one such as 2030-01-31T09:00:00Z, or a template.");
    return null;
  }

  private static @Nullable String signal(Cursor step) {
    String signal = step.filled("signal");
    if (signal == null) {
      return null;
    }
    if (!SIGNAL.matcher(signal).matches()) {
      step.outOfRange(
          "signal",
          "A signal's name is a letter a-z, then at most 63 of a-z, 0-9, dash and underscore;"
              + " rename it.");
      return null;
    }
    return signal;
  }
}
