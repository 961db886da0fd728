package dev.cadre.stores.plan;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call of one provider or tool.
 *
 * @param scope the instance of a nested step; 0 in the plan's own graph
 * @param item which item, turn or subplan that is; null in the plan's own graph
 * @param turn how often the model had asked for tools before
 * @param toolCall which of the tools that the model asked for in this turn, from 1; 0: the model
 *     itself, or the tool of a tool step
 * @param position of the target in the route, from 0
 * @param attempt of the target, from 1
 * @param kind model or tool
 * @param servedModel what the provider says it used
 * @param state STARTED or SETTLED
 * @param calls how often the provider was really called under this key
 * @param category null when it succeeded
 * @param cost null when it is unknown
 * @param fallback another target of the step failed before
 * @param discarded another attempt's result stands
 * @param failure a sentence for a person
 */
public record AttemptRead(
    String key,
    int occurrence,
    int scope,
    @Nullable Integer item,
    int turn,
    int toolCall,
    int position,
    int attempt,
    String kind,
    String provider,
    @Nullable String model,
    @Nullable String servedModel,
    String state,
    int calls,
    @Nullable String category,
    @Nullable Integer httpStatus,
    @Nullable Duration retryAfter,
    @Nullable Tokens tokens,
    @Nullable Money cost,
    boolean fallback,
    boolean discarded,
    @Nullable String failure,
    Instant startedAt,
    @Nullable Instant settledAt) {

  /** As the provider counted them. */
  public record Tokens(@Nullable Long input, @Nullable Long output, @Nullable Long cached) {}
}
