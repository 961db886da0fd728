package dev.cadre.bench.bare;

import dev.cadre.bench.plan.PlanText;
import dev.cadre.bench.plan.Shape.Node;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The shapes, each as one would write it by hand. */
public final class BareWorkflowImpl implements BareWorkflow {

  private static final RetryOptions RETRY =
      RetryOptions.newBuilder().setInitialInterval(Duration.ofMillis(200)).build();

  private static final ActivityOptions VISIBLE =
      ActivityOptions.newBuilder()
          .setStartToCloseTimeout(Duration.ofSeconds(60))
          .setHeartbeatTimeout(Duration.ofSeconds(5))
          .setRetryOptions(RETRY)
          .build();

  private static final LocalActivityOptions INLINE =
      LocalActivityOptions.newBuilder()
          .setStartToCloseTimeout(Duration.ofSeconds(5))
          .setLocalRetryThreshold(Duration.ofSeconds(1))
          .setDoNotIncludeArgumentsIntoMarker(true)
          .setRetryOptions(RETRY)
          .build();

  private boolean waits;
  private boolean approved;

  @Override
  public String run(BareRun run) {
    BareSteps steps =
        run.inline()
            ? Workflow.newLocalActivityStub(BareSteps.class, INLINE)
            : Workflow.newActivityStub(BareSteps.class, VISIBLE);
    List<Node> nodes = run.shape().nodes();
    return switch (run.shape().kind()) {
      case SEQUENCE -> sequence(run, steps, nodes);
      case FAN_OUT -> fanOut(run, steps, nodes);
      case DAG -> dag(run, steps, nodes);
      case GATE -> gate(run, steps, nodes);
    };
  }

  private static String sequence(BareRun run, BareSteps steps, List<Node> nodes) {
    String last = steps.call(call(run, nodes.getFirst(), List.of()));
    for (Node node : nodes.subList(1, nodes.size())) {
      last = steps.call(call(run, node, List.of(last)));
    }
    return last;
  }

  private static String fanOut(BareRun run, BareSteps steps, List<Node> nodes) {
    List<Promise<String>> answers = new ArrayList<>();
    for (Node node : nodes.subList(0, run.shape().size())) {
      answers.add(Async.function(steps::call, call(run, node, List.of())));
    }
    Promise.allOf(answers).get();
    return steps.call(call(run, nodes.getLast(), answers.stream().map(Promise::get).toList()));
  }

  private static String dag(BareRun run, BareSteps steps, List<Node> nodes) {
    Map<String, Promise<String>> answers = new HashMap<>();
    for (Node node : nodes) {
      List<Promise<String>> needs =
          node.needs().stream().map(id -> Objects.requireNonNull(answers.get(id))).toList();
      answers.put(
          node.id(),
          Promise.allOf(needs)
              .thenCompose(_ ->
                  Async.function(
                      steps::call, call(run, node, needs.stream().map(Promise::get).toList()))));
    }
    Promise.allOf(answers.values()).get();
    return Objects.requireNonNull(answers.get(nodes.getLast().id())).get();
  }

  private String gate(BareRun run, BareSteps steps, List<Node> nodes) {
    String draft = steps.call(call(run, nodes.getFirst(), List.of()));
    waits = true;
    Workflow.await(() -> approved);
    return steps.call(call(run, nodes.getLast(), List.of(draft)));
  }

  private static BareCall call(BareRun run, Node node, List<String> material) {
    String key = Workflow.getInfo().getWorkflowId() + "/" + node.id();
    return new BareCall(key, PlanText.PROMPT, material, run.rows());
  }

  @Override
  public boolean waits() {
    return waits;
  }

  @Override
  public String approve(String reviewer) {
    approved = true;
    return reviewer;
  }
}
