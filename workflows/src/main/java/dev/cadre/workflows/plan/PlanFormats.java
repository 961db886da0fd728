package dev.cadre.workflows.plan;

import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.agent.OutputFormat;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.SubplanStep;
import java.util.List;
import java.util.Optional;

/** The schemas that steps have of their agents' output formats. */
public final class PlanFormats {

  private PlanFormats() {}

  /**
   * The plan, in which each step without a schema has that of its agent's format, if it has one.
   */
  public static Plan filled(Plan plan, Catalogue catalogue) {
    return new Plan(
        plan.name(),
        plan.goal(),
        plan.type(),
        plan.priority(),
        plan.labels(),
        plan.budget(),
        filled(plan.steps(), catalogue),
        plan.result());
  }

  private static List<Step> filled(List<Step> steps, Catalogue catalogue) {
    return steps.stream().map(step -> filled(step, catalogue)).toList();
  }

  private static Step filled(Step step, Catalogue catalogue) {
    return switch (step) {
      case AgentStep s when s.schema() == null ->
          catalogue
              .agent(s.agent())
              .flatMap(agent -> of(agent, catalogue))
              .filter(OutputFormat::object)
              .<Step>map(format -> s.answering(format.schema()))
              .orElse(s);
      case MapStep s ->
          new MapStep(
              s.id(), s.options(), s.over(), s.as(), s.concurrency(), filled(s.step(), catalogue));
      case LoopStep s ->
          new LoopStep(s.id(), s.options(), filled(s.step(), catalogue), s.until(), s.max());
      case SubplanStep s ->
          new SubplanStep(s.id(), s.options(), s.input(), filled(s.steps(), catalogue), s.result());
      default -> step;
    };
  }

  private static Optional<OutputFormat> of(AgentSpec agent, Catalogue catalogue) {
    return Optional.ofNullable(agent.output()).flatMap(catalogue::format);
  }
}
