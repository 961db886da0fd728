package dev.cadre.activities.plan;

import dev.cadre.activities.llm.OutputCheck;
import dev.cadre.activities.step.Failures;
import dev.cadre.stores.gate.GateClosings;
import dev.cadre.stores.plan.Containers;
import dev.cadre.stores.plan.Opening;
import dev.cadre.stores.plan.PlanBookStore;
import dev.cadre.stores.plan.Snapshots;
import dev.cadre.stores.step.Results;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.expression.Expressions;
import dev.cadre.workflows.expression.Templates;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.Aggregate;
import dev.cadre.workflows.plan.Aggregates;
import dev.cadre.workflows.plan.Bindings;
import dev.cadre.workflows.plan.CheckEdit;
import dev.cadre.workflows.plan.ClosePlan;
import dev.cadre.workflows.plan.EnterContainer;
import dev.cadre.workflows.plan.Entered;
import dev.cadre.workflows.plan.EvaluateCondition;
import dev.cadre.workflows.plan.LeaveContainer;
import dev.cadre.workflows.plan.Names;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanBook;
import dev.cadre.workflows.plan.PlanEnd;
import dev.cadre.workflows.plan.PlanFormats;
import dev.cadre.workflows.plan.PlanNeeds;
import dev.cadre.workflows.plan.PlanResults;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.plan.PlanSteps;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.plan.StepReads;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.ExpireAttempt;
import dev.cadre.workflows.tenant.TenantId;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The plan's bookkeeping; runs as local activities. */
public final class PlanBookActivities implements PlanBook {

  private final PlanBookStore store;
  private final GateClosings closings;
  private final BookReads reads;
  private final ContainerBook containers;
  private final Function<TenantId, ? extends Catalogue> catalogue;
  private final @Nullable Integer historyLimit;

  /**
   * Over these parts.
   *
   * @param closings to be told of gates that are closed
   * @param catalogue of a tenant, as it is now; what a plan needs of it is fixed when it opens
   * @param historyLimit events after which a plan goes on in a new history; null for the default
   */
  public PlanBookActivities(
      PlanBookStore store,
      GateClosings closings,
      Containers containers,
      Snapshots snapshots,
      Results results,
      Function<TenantId, ? extends Catalogue> catalogue,
      @Nullable Integer historyLimit) {
    this.store = store;
    this.closings = closings;
    this.reads = new BookReads(snapshots, results);
    this.containers = new ContainerBook(reads, results, containers);
    this.catalogue = catalogue;
    this.historyLimit = historyLimit;
  }

  @Override
  public PlanSnapshot open(StartPlan start) {
    Catalogue now = catalogue.apply(start.tenant());
    return BookReads.await(store.open(start, opening -> snapshot(opening, now)));
  }

  private PlanSnapshot snapshot(Opening opening, Catalogue catalogue) {
    Plan plan = PlanFormats.filled(opening.plan(), catalogue);
    PlanNeeds needs = PlanNeeds.of(plan, catalogue);
    return new PlanSnapshot(
        plan,
        opening.requester(),
        opening.input(),
        needs.agents(),
        needs.routes(),
        needs.repeatableTools(),
        needs.tools(),
        opening.assertedDecisions(),
        opening.prior(),
        historyLimit,
        needs.formats(),
        opening.said());
  }

  @Override
  public boolean record(RecordFacts facts) {
    boolean ended = Boolean.TRUE.equals(store.record(facts).block(BookReads.STORE_WAIT));
    closings.written(facts);
    return ended;
  }

  @Override
  public boolean evaluate(EvaluateCondition condition) {
    try {
      Seen seen = seen(condition, StepReads::expression);
      Object value =
          Expressions.compile(condition.expression(), seen.names())
              .evaluate(seen.bindings().variables());
      if (value instanceof Boolean truth) {
        return truth;
      }
      throw new ExpressionException(Expressions.NOT_A_TRUTH);
    } catch (ExpressionException e) {
      throw Failures.expression(condition.pointer(), e);
    }
  }

  @Override
  public String render(EvaluateCondition text) {
    try {
      return Templates.text(
          text.expression(), seen(text, StepReads::templates).bindings().variables());
    } catch (ExpressionException e) {
      throw Failures.expression(text.pointer(), e);
    }
  }

  private record Seen(Set<String> names, Bindings bindings) {}

  /** Finds the steps that an expression, or a text, names. */
  private interface Named {
    Set<String> in(String source, Set<String> names) throws ExpressionException;
  }

  private Seen seen(EvaluateCondition asked, Named named) throws ExpressionException {
    PlanSnapshot snapshot = reads.snapshot(asked.tenant(), asked.plan(), asked.run());
    Set<String> names = BookReads.names(snapshot, asked.frames());
    var wanted =
        new BindingReads.Wanted(
            asked.uses(),
            asked.frames(),
            named.in(asked.expression(), names),
            asked.expression().contains("input"));
    return new Seen(names, reads.bindings(asked.tenant(), asked.plan(), snapshot, wanted));
  }

  @Override
  public String check(CheckEdit edit) {
    PlanSnapshot snapshot = reads.snapshot(edit.tenant(), edit.plan(), edit.run());
    return PlanSteps.find(snapshot.plan(), edit.step())
        .map(found -> found.step() instanceof AgentStep agent ? check(agent, edit.output()) : "")
        .orElse("The plan has no step " + edit.step() + ".");
  }

  private static String check(AgentStep agent, Object output) {
    if (agent.schema() != null) {
      return OutputCheck.problem(agent.schema(), output);
    }
    return output instanceof String ? "" : "The output of " + agent.id() + " must be a string.";
  }

  @Override
  public AttemptResult aggregate(Aggregate aggregate) {
    PlanSnapshot snapshot = reads.snapshot(aggregate.tenant(), aggregate.plan(), aggregate.run());
    PlanSteps.Found found = BookReads.find(snapshot, aggregate.step());
    AggregateStep step = (AggregateStep) found.step();
    try {
      Bindings bindings =
          reads.bindings(
              aggregate.tenant(),
              aggregate.plan(),
              snapshot,
              BindingReads.Wanted.of(step, found.names(), aggregate.uses(), aggregate.frames()));
      Aggregates.Joined joined = Aggregates.of(step, found.names(), bindings);
      return BookReads.await(
          store
              .commit(aggregate, joined.value(), joined.pickedFrom())
              .switchIfEmpty(Mono.error(BookReads::closed)));
    } catch (ExpressionException e) {
      throw Failures.expression(found.pointer(), e);
    }
  }

  @Override
  public Entered enter(EnterContainer container) {
    return containers.enter(container);
  }

  @Override
  public AttemptResult leave(LeaveContainer container) {
    return containers.leave(container);
  }

  @Override
  public @Nullable AttemptResult expire(ExpireAttempt attempt) {
    return BookReads.await(store.expire(attempt)).orElse(null);
  }

  @Override
  public PlanEnd close(ClosePlan close) {
    if (close.status() != PlanStatus.COMPLETED) {
      return BookReads.await(store.close(close, null));
    }
    PlanSnapshot snapshot = reads.snapshot(close.tenant(), close.plan(), close.run());
    Plan plan = snapshot.plan();
    try {
      Bindings bindings =
          reads.bindings(
              close.tenant(),
              close.plan(),
              snapshot,
              BindingReads.Wanted.ofResult(
                  plan.steps(), plan.result(), Names.of(List.of()), close.uses(), List.of()));
      return BookReads.await(
          store.close(close, PlanResults.of(plan.steps(), plan.result(), bindings)));
    } catch (ExpressionException e) {
      return BookReads.await(store.close(failed(close, e), null));
    }
  }

  private static ClosePlan failed(ClosePlan close, ExpressionException e) {
    return new ClosePlan(
        close.tenant(),
        close.plan(),
        close.run(),
        PlanStatus.FAILED,
        FailureCategory.EXPRESSION_ERROR.name(),
        null,
        "/result: " + e.getMessage(),
        close.uses());
  }
}
