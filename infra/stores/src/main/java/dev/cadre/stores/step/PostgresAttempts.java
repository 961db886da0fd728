package dev.cadre.stores.step;

import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.tool.ModelTurn;
import dev.cadre.stores.tool.ToolAnswer;
import dev.cadre.workflows.step.AttemptFailure;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The ledger of attempts in PostgreSQL. Beginning and succeeding are one statement each as a rule,
 * and where that does not do, one transaction like everything else.
 */
public final class PostgresAttempts implements Attempts {

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final CooldownSettings cooldown;
  private final Clock clock;
  private final @Nullable OrdinaryCourse ordinary;

  /**
   * Over these parts.
   *
   * @param recent gets what is committed
   */
  public PostgresAttempts(
      Postgres postgres,
      ScopeKeys keys,
      CooldownSettings cooldown,
      Clock clock,
      RecentValues recent) {
    this(new OrdinaryCourse(postgres, cooldown, recent), postgres, keys, cooldown, clock);
  }

  private PostgresAttempts(
      @Nullable OrdinaryCourse ordinary,
      Postgres postgres,
      ScopeKeys keys,
      CooldownSettings cooldown,
      Clock clock) {
    this.postgres = postgres;
    this.keys = keys;
    this.cooldown = cooldown;
    this.clock = clock;
    this.ordinary = ordinary;
  }

  /** With transactions only, to be compared with. */
  static PostgresAttempts inTransactions(
      Postgres postgres, ScopeKeys keys, CooldownSettings cooldown, Clock clock) {
    return new PostgresAttempts(null, postgres, keys, cooldown, clock);
  }

  @Override
  public Mono<Begun> begin(Attempt attempt) {
    // As PostgreSQL keeps it: it tells this beginning from every other.
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Mono<Begun> full = inLedger(attempt, () -> now, ledger -> new Beginning(ledger).run());
    return ordinary == null || attempt.key().inTalk() || attempt.own() != null
        ? full
        : keys.of(attempt.key().plan())
            .flatMap(key -> ordinary.begin(attempt, key, now))
            .flatMap(begun -> begun ? Mono.just(new Begun.Call(1)) : full);
  }

  @Override
  public Mono<Settled> succeed(
      Attempt attempt, int call, Bill bill, @Nullable Object value, @Nullable String pickedFrom) {
    Mono<Settled> full =
        inLedger(attempt, ledger -> new Settling(ledger, call, bill).succeed(value, pickedFrom));
    return ordinary == null
        ? full
        : keys.of(attempt.key().plan())
            .flatMap(key ->
                ordinary.succeed(attempt, call, bill, value, pickedFrom, key, clock.instant()))
            .flatMap(
                result -> result.isPresent() ? Mono.just(new Settled.Success(result.get())) : full);
  }

  @Override
  public Mono<Settled> turn(Attempt attempt, int call, Bill bill, ModelTurn turn) {
    return inLedger(attempt, ledger -> new Settling(ledger, call, bill).turn(turn));
  }

  @Override
  public Mono<Settled> answer(Attempt attempt, int call, ToolAnswer answer) {
    return inLedger(attempt, ledger -> new Settling(ledger, call, Bill.NOTHING).answer(answer));
  }

  @Override
  public Mono<Settled> fail(Attempt attempt, int call, Bill bill, AttemptFailure failure) {
    return inLedger(attempt, ledger -> new Settling(ledger, call, bill).fail(failure));
  }

  private <T> Mono<T> inLedger(Attempt attempt, Function<Ledger, Mono<T>> work) {
    return inLedger(attempt, clock::instant, work);
  }

  private <T> Mono<T> inLedger(
      Attempt attempt, Supplier<Instant> now, Function<Ledger, Mono<T>> work) {
    return keys.of(attempt.key().plan())
        .flatMap(key ->
            postgres.inTenant(
                attempt.tenant(),
                client -> {
                  Ledger ledger = new Ledger(client, attempt, key, cooldown, now.get());
                  return work.apply(ledger).delayUntil(_ -> ledger.flush());
                }));
  }
}
