package dev.cadre.stores.plan;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.stores.step.StepRows;
import dev.cadre.workflows.event.Fact.StepMoved;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.Frame;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;

/**
 * Steps that move, in the caller's transaction and in their order. Within one occurrence a step
 * only goes forward, so that a fact written late undoes nothing that an attempt has written
 * meanwhile.
 */
final class MovedSteps {

  private static final int AT_ONCE = 1_000;

  private final DatabaseClient client;
  private final PlanId plan;
  private final ScopeKey key;

  MovedSteps(DatabaseClient client, PlanId plan, ScopeKey key) {
    this.client = client;
    this.plan = plan;
    this.key = key;
  }

  /** Those that moved. */
  Flux<StepMoved> write(List<StepMoved> moves) {
    return Flux.range(0, (moves.size() + AT_ONCE - 1) / AT_ONCE)
        .concatMap(part ->
            part(moves.subList(part * AT_ONCE, Math.min(moves.size(), (part + 1) * AT_ONCE))));
  }

  private Flux<StepMoved> part(List<StepMoved> moves) {
    return Sql.of(
            client,
            """
            select position from steps_moved($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
              as position\
            """,
            plan.value(),
            texts(moves, StepMoved::step),
            numbers(moves, move -> StepRows.scope(move.frame())),
            texts(moves, move -> frame(move, Frame::step)),
            numbers(moves, move -> frame(move, Frame::occurrence)),
            numbers(moves, move -> frame(move, Frame::index)),
            numbers(moves, StepMoved::occurrence),
            texts(moves, move -> move.state().name()),
            texts(moves, StepMoved::reason),
            texts(moves, this::sealed),
            texts(moves, move -> move.at().toString()))
        .map(row -> moves.get(Columns.number(row, "position") - 1))
        .all();
  }

  private @Nullable String sealed(StepMoved move) {
    String message = move.message();
    return message == null
        ? null
        : Base64.getEncoder().encodeToString(key.sealText(Places.STEP_MESSAGE, message));
  }

  private static <T> @Nullable T frame(StepMoved move, Function<Frame, T> part) {
    Frame frame = move.frame();
    return frame == null ? null : part.apply(frame);
  }

  private static @Nullable String[] texts(
      List<StepMoved> moves, Function<StepMoved, @Nullable String> text) {
    @Nullable String[] texts = new @Nullable String[moves.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = text.apply(moves.get(i));
    }
    return texts;
  }

  private static @Nullable Integer[] numbers(
      List<StepMoved> moves, Function<StepMoved, @Nullable Integer> number) {
    @Nullable Integer[] numbers = new @Nullable Integer[moves.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number.apply(moves.get(i));
    }
    return numbers;
  }
}
