package dev.cadre.stores.step;

import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.step.AttemptFailure;
import java.time.Clock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The ledger of attempts in PostgreSQL; each method is one transaction. */
public final class PostgresAttempts implements Attempts {

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final CooldownSettings cooldown;
  private final Clock clock;

  public PostgresAttempts(
      Postgres postgres, ScopeKeys keys, CooldownSettings cooldown, Clock clock) {
    this.postgres = postgres;
    this.keys = keys;
    this.cooldown = cooldown;
    this.clock = clock;
  }

  @Override
  public Mono<Begun> begin(Attempt attempt) {
    return inLedger(attempt, ledger -> new Beginning(ledger).run());
  }

  @Override
  public Mono<Settled> succeed(
      Attempt attempt, int call, Bill bill, @Nullable Object value, @Nullable String pickedFrom) {
    return inLedger(attempt, ledger -> new Settling(ledger, call, bill).succeed(value, pickedFrom));
  }

  @Override
  public Mono<Settled> fail(Attempt attempt, int call, Bill bill, AttemptFailure failure) {
    return inLedger(attempt, ledger -> new Settling(ledger, call, bill).fail(failure));
  }

  private <T> Mono<T> inLedger(Attempt attempt, Function<Ledger, Mono<T>> work) {
    return keys.of(attempt.key().plan())
        .flatMap(key ->
            postgres.inTenant(
                attempt.tenant(),
                client -> work.apply(new Ledger(client, attempt, key, cooldown, clock.instant()))));
  }
}
