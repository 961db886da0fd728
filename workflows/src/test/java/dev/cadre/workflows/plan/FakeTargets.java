package dev.cadre.workflows.plan;

import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.CallModel;
import dev.cadre.workflows.step.CallTool;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.tool.ToolRequest;
import io.temporal.activity.Activity;
import io.temporal.common.converter.EncodedValues;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The models and tools that a plan calls: they answer as told, and fail as scripted. */
final class FakeTargets {

  final List<AttemptKey> keys = new CopyOnWriteArrayList<>();
  final List<CallModel> models = new CopyOnWriteArrayList<>();

  /** What a step's model asks for before it answers, turn by turn. */
  final Map<String, Queue<List<ToolRequest>>> asks = new ConcurrentHashMap<>();

  /** Runs in each call, before it answers. */
  volatile Runnable onCall = () -> {};

  /** By provider or tool. */
  private final Map<String, Queue<AttemptFailure>> script = new ConcurrentHashMap<>();

  private final FakeRecord record;
  private final List<String> calls;
  private final Map<String, Object> answers;

  /**
   * Of a world.
   *
   * @param calls lists each call
   * @param answers by step; a text of its own where there is none
   */
  FakeTargets(FakeRecord record, List<String> calls, Map<String, Object> answers) {
    this.record = record;
    this.calls = calls;
    this.answers = answers;
  }

  static AttemptFailure failure(FailureCategory category) {
    return new AttemptFailure(
        category, true, 500, null, null, null, false, Duration.ZERO, category.name(), false);
  }

  void fails(String target, AttemptFailure... failures) {
    script.computeIfAbsent(target, _ -> new ConcurrentLinkedQueue<>()).addAll(List.of(failures));
  }

  /** The most calls at once from now on; each takes a moment. */
  AtomicInteger mostAtOnce() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    onCall =
        () -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          PlanServer.moment();
          now.decrementAndGet();
        };
    return most;
  }

  Object call(EncodedValues arguments) {
    record.decided(arguments);
    String type = Activity.getExecutionContext().getInfo().getActivityType();
    String target = type.substring(type.indexOf('.') + 1);
    if (type.startsWith("llm.")) {
      CallModel call = arguments.get(0, CallModel.class);
      models.add(call);
      return answer(target, call.key(), Frame.last(call.frames()));
    }
    CallTool call = arguments.get(0, CallTool.class);
    return answer(target, call.key(), Frame.last(call.frames()));
  }

  private AttemptResult answer(String target, AttemptKey key, @Nullable Frame frame) {
    keys.add(key);
    calls.add(key.step() + "#" + key.occurrence() + "@" + target);
    onCall.run();
    AttemptFailure failure = script.getOrDefault(target, new ConcurrentLinkedQueue<>()).poll();
    if (failure != null) {
      throw ApplicationFailure.newNonRetryableFailure(
          failure.message(), failure.category().name(), failure);
    }
    if (key.call() > 0) {
      return AttemptResult.turn(List.of());
    }
    List<ToolRequest> asked = asks.getOrDefault(key.step(), new ConcurrentLinkedQueue<>()).poll();
    if (asked != null) {
      return AttemptResult.turn(asked);
    }
    Output made =
        FakeWorld.output(
            answers.getOrDefault(key.step(), "text of " + key.step() + "#" + key.occurrence()));
    record.completed(key.step(), key.occurrence(), frame, made);
    return new AttemptResult(made, null);
  }
}
