package dev.cadre.activities.step;

import dev.cadre.activities.tool.ToolTypes;
import dev.cadre.stores.gate.GateClosings;
import dev.cadre.stores.gate.GateReads;
import dev.cadre.stores.plan.Snapshots;
import dev.cadre.stores.step.Attempts;
import dev.cadre.stores.step.Results;
import dev.cadre.stores.tenant.Permits;
import dev.cadre.stores.tool.Talks;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.runtime.ActivityTypes;
import dev.cadre.workflows.step.CallModel;
import dev.cadre.workflows.step.CallTool;
import dev.cadre.workflows.tenant.TenantId;
import io.micrometer.core.instrument.MeterRegistry;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.DynamicActivity;
import io.temporal.common.converter.EncodedValues;
import io.temporal.failure.ApplicationFailure;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Every {@code llm.<provider>} and {@code tool.<name>}: one call, and an {@code AttemptResult} or a
 * non-retryable failure whose type is the category.
 */
public final class AttemptActivities implements DynamicActivity {

  private final Flights flights = new Flights();
  private final Decided decided;
  private final ModelAttempts models;
  private final ToolAttempts tools;

  /**
   * Over these parts.
   *
   * @param gates whose decisions allow attempts
   * @param closings told of by this worker's bookkeeping
   * @param catalogue prices of the models that were served, and tools of plans of before
   * @param permits of a tenant, as they are now
   * @param registry takes the figures of attempts
   */
  public AttemptActivities(
      Attempts attempts,
      GateReads gates,
      GateClosings closings,
      Snapshots snapshots,
      Results results,
      ModelDoors doors,
      Supplier<? extends Catalogue> catalogue,
      Talks talks,
      Function<TenantId, Mono<Permits>> permits,
      ToolTypes tools,
      Bulkheads bulkheads,
      MeterRegistry registry) {
    this.decided = new Decided(gates, closings);
    PlanReads plans = new PlanReads(snapshots, results);
    LedgerCalls ledger = new LedgerCalls(attempts, new AttemptMeters(registry));
    this.models =
        new ModelAttempts(
            plans,
            ledger,
            doors,
            bulkheads,
            catalogue,
            new AgentTools(talks, permits, catalogue, tools));
    this.tools = new ToolAttempts(plans, ledger, talks, permits, catalogue, tools, bulkheads);
  }

  @Override
  public Object execute(EncodedValues arguments) {
    ActivityExecutionContext context = Activity.getExecutionContext();
    String type = context.getInfo().getActivityType();
    if (type.startsWith(ActivityTypes.MODEL_CALL)) {
      CallModel call = arguments.get(0, CallModel.class);
      return flights.run(
          call.key(),
          context,
          flight -> {
            decided.await(arguments, call.tenant(), flight);
            return AttemptReports.of(call.key(), call.called(), () -> models.run(call, flight));
          });
    }
    if (type.startsWith(ActivityTypes.TOOL_CALL)) {
      CallTool call = arguments.get(0, CallTool.class);
      return flights.run(
          call.key(),
          context,
          flight -> {
            decided.await(arguments, call.tenant(), flight);
            return AttemptReports.of(call.key(), type, () -> tools.run(call, flight));
          });
    }
    throw ApplicationFailure.newNonRetryableFailure("no such activity: " + type, "UNKNOWN_TYPE");
  }
}
