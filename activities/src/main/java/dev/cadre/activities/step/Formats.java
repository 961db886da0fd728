package dev.cadre.activities.step;

import dev.cadre.activities.step.LedgerCalls.Outcome;
import dev.cadre.workflows.agent.OutputFormat;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import java.time.Duration;
import java.util.Optional;

/** What an output format asks of an answer beyond its schema, which is checked with the answer. */
final class Formats {

  private Formats() {}

  /** The outcome, or QUALITY where the answer is not of the format. */
  static Outcome checked(Optional<OutputFormat> format, Outcome outcome) {
    return format.filter(OutputFormat::table).isPresent()
            && outcome instanceof Outcome.Success success
            && success.value() instanceof String text
            && !MarkdownTable.in(text)
        ? new Outcome.Failure(
            success.bill(),
            new AttemptFailure(
                FailureCategory.QUALITY,
                true,
                success.bill().httpStatus(),
                null,
                null,
                null,
                false,
                Duration.ZERO,
                MarkdownTable.NONE))
        : outcome;
  }
}
