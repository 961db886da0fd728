package dev.cadre.stores.tenant;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The requests and tokens a minute of model configurations, over all workers: in no minute more
 * calls are let through. Who comes first is served first.
 */
public final class ModelLimits {

  private final Postgres postgres;

  /** What a call is told. */
  public sealed interface Answer {

    /** Call now; {@link #used} is to be told of the place. */
    record Now(long place) implements Answer {}

    /** Come again then: a place is kept. */
    record Then(Instant at) implements Answer {}

    /** No place before then, which is too late. */
    record TooLate(Instant at) implements Answer {}

    /** The call alone may use more tokens than a minute has. */
    record Never() implements Answer {}

    /** The configuration was deleted. */
    record Gone() implements Answer {}
  }

  public ModelLimits(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * Takes a place, in one statement.
   *
   * @param attempt by which a place that is kept is found again
   * @param tokens that the call may use at most
   * @param patience the longest wait for which a place is kept
   */
  public Mono<Answer> take(
      TenantId tenant, UUID configuration, String attempt, long tokens, Duration patience) {
    return postgres
        .alone(client ->
            Sql.of(
                    client,
                    "select take, free_at, booked from model_take($1, $2, $3, $4, $5)",
                    tenant.value(),
                    configuration,
                    attempt,
                    tokens,
                    patience.toMillis())
                .map(ModelLimits::answer)
                .one())
        .defaultIfEmpty(new Answer.Gone());
  }

  private static Answer answer(Readable row) {
    Long place = row.get("take", Long.class);
    Instant at = Columns.instantOrNull(row, "free_at");
    if (place != null) {
      return new Answer.Now(place);
    }
    if (at == null) {
      return new Answer.Never();
    }
    return Columns.flag(row, "booked") ? new Answer.Then(at) : new Answer.TooLate(at);
  }

  /**
   * Says what became of a place.
   *
   * @param tokens that were used; null: nothing was called
   */
  public Mono<Void> used(TenantId tenant, long place, @Nullable Long tokens) {
    return postgres
        .alone(client ->
            Sql.of(
                    client,
                    "select model_taken($1, $2, $3) as it",
                    tenant.value(),
                    place,
                    Sql.orNull(tokens, Long.class))
                .map(row -> Columns.flag(row, "it"))
                .one())
        .then();
  }
}
