package dev.cadre.stores.step;

import dev.cadre.stores.tool.ModelTurn;
import dev.cadre.stores.tool.ToolAnswer;
import dev.cadre.workflows.step.AttemptFailure;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The ledger of attempts: one row a key, written before the call and settled after it. Every method
 * may be repeated; an error means that nothing is known, and the same call with the same arguments
 * is the remedy.
 */
public interface Attempts {

  /**
   * Opens an attempt, or says why nothing is to be called: the plan is closed, the target cools
   * down, the budget refuses, the outcome stands already, or too many workers were lost with it.
   * Whoever subscribes again, after an error, asks for the same beginning: what it has begun before
   * is not taken for a lost call.
   */
  Mono<Begun> begin(Attempt attempt);

  /**
   * Commits a result, or ends with an {@link UnkeepableValue}.
   *
   * @param call the number that {@link Begun.Call} gave
   * @param value the output, a tree
   * @param pickedFrom the step whose output a judge picked
   */
  Mono<Settled> succeed(
      Attempt attempt, int call, Bill bill, @Nullable Object value, @Nullable String pickedFrom);

  /** Commits a turn in which a model asks for tools; its step goes on. */
  Mono<Settled> turn(Attempt attempt, int call, Bill bill, ModelTurn turn);

  /** Commits what a tool answers to the model that asked for it. */
  Mono<Settled> answer(Attempt attempt, int call, ToolAnswer answer);

  /** Writes a failure, also as the answer to a model that asked, and lets what failed cool down. */
  Mono<Settled> fail(Attempt attempt, int call, Bill bill, AttemptFailure failure);
}
