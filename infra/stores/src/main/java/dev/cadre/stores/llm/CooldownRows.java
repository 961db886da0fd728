package dev.cadre.stores.llm;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.llm.Cooldown;
import dev.cadre.workflows.llm.FailureCategory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Targets that rest after a failure, in the caller's transaction; shared by all workers. A target
 * that has rested is half open: one call goes through and decides. The local model never rests.
 */
public final class CooldownRows {

  private static final String LOCAL = "local";

  /** Before the configuration whose key it is. */
  private static final String OWN = "//";

  /** A probe that goes on longer than this makes others wait no longer. */
  private static final Duration PROBE_PATIENCE = Duration.ofSeconds(5);

  /** The least of recent calls that say something about a provider. */
  private static final int SAMPLE = 4;

  private final DatabaseClient client;
  private final CooldownSettings settings;
  private boolean probes;

  public CooldownRows(DatabaseClient client, CooldownSettings settings) {
    this.client = client;
    this.settings = settings;
  }

  /** The rows in which a target may rest: its provider, its model, the key, the key's model. */
  public static String[] scopes(CalledModel called) {
    return new String[] {
      scope(Cooldown.Scope.PROVIDER, called),
      scope(Cooldown.Scope.MODEL, called),
      scope(Cooldown.Scope.KEY, called),
      scope(Cooldown.Scope.KEY_AND_MODEL, called)
    };
  }

  /** The rows, one of which may hold a call up; none for a target that never rests. */
  public static String[] thatHold(CooldownSettings settings, CalledModel called) {
    return rests(settings, called.provider()) ? scopes(called) : new String[0];
  }

  private static boolean rests(CooldownSettings settings, String provider) {
    return settings.enabled() && !provider.equals(LOCAL);
  }

  private static String scope(Cooldown.Scope scope, CalledModel called) {
    String provider = called.provider();
    String shared =
        switch (scope) {
          case PROVIDER -> "provider/" + provider;
          case MODEL -> "model/" + provider + "/" + called.model();
          case KEY -> "key/" + provider;
          case KEY_AND_MODEL -> "key-model/" + provider + "/" + called.model();
        };
    return called.own() == null ? shared : shared + OWN + called.own();
  }

  /** Ends the rests of a tenant's own key, which is no more. */
  public static Mono<Void> forget(DatabaseClient client, UUID own) {
    return Sql.of(client, "delete from cooldown where scope like $1", "%" + OWN + own).then();
  }

  /**
   * When the target frees; an empty optional means that it may be called now.
   *
   * @param probing how long the call may take, if it turns out to be the one that tries
   */
  public Mono<Optional<Instant>> freesAt(CalledModel called, Duration probing) {
    if (!rests(settings, called.provider())) {
      return Mono.just(Optional.empty());
    }
    return Sql.of(
            client,
            """
            select max(case when until > now() then until
                            when probing_until > now()
                              then least(probing_until, now() + $2 * interval '1 millisecond')
                       end) as frees_at, count(*) as resting
            from cooldown where scope = any($1)\
            """,
            scopes(called),
            PROBE_PATIENCE.toMillis())
        .map(row ->
            new Rest(
                Optional.ofNullable(Columns.instantOrNull(row, "frees_at")),
                Columns.count(row, "resting")))
        .one()
        .flatMap(rest ->
            rest.freesAt().isPresent() || rest.rows() == 0
                ? Mono.just(rest.freesAt())
                : probe(called, probing));
  }

  private record Rest(Optional<Instant> freesAt, long rows) {}

  /** Takes the probe; who comes second waits for the first one's outcome. */
  private Mono<Optional<Instant>> probe(CalledModel called, Duration probing) {
    return Sql.of(
            client,
            """
            update cooldown set probing_until = clock_timestamp() + $2 * interval '1 millisecond'
            where scope in (select scope from cooldown where scope = any($1) order by scope
                            for update)
              and (probing_until is null or probing_until <= now())\
            """,
            scopes(called),
            probing.toMillis())
        .fetch()
        .rowsUpdated()
        .map(rows -> {
          probes = rows > 0;
          return probes ? Optional.empty() : Optional.of(Instant.now().plus(PROBE_PATIENCE));
        });
  }

  /** Nothing is called after all: whoever comes next may take the probe that was taken here. */
  public Mono<Void> notProbed(CalledModel called) {
    return probes ? endProbe(called, null) : Mono.empty();
  }

  /**
   * A call has failed that may have been the probe of what rests since before {@code startedAt}: it
   * has decided nothing yet, and whoever comes next tries.
   */
  public Mono<Void> probed(CalledModel called, Instant startedAt) {
    return rests(settings, called.provider()) ? endProbe(called, startedAt) : Mono.empty();
  }

  /** Takes all that rests, and in order: others do, and a rest may be written after it. */
  private Mono<Void> endProbe(CalledModel called, @Nullable Instant begun) {
    return Sql.of(
            client,
            """
            with taken as (
              select scope from cooldown where scope = any($1) order by scope for update)
            update cooldown c set probing_until = null from taken
            where c.scope = taken.scope and c.created_at <= coalesce($2, c.created_at)
              and c.until <= now() and c.probing_until is not null\
            """,
            scopes(called),
            Sql.timeOrNull(begun))
        .then();
  }

  /** The target answered: what rests since before {@code startedAt} rests no longer. */
  public Mono<Void> answered(CalledModel called, Instant startedAt) {
    return Sql.of(
            client,
            """
            delete from cooldown where scope in (
              select scope from cooldown where scope = any($1) and created_at <= $2
              order by scope for update)\
            """,
            scopes(called),
            Sql.time(startedAt))
        .then();
  }

  /** The target failed: it rests as its category says. */
  public Mono<Void> failed(
      CalledModel called, FailureCategory category, @Nullable Duration retryAfter) {
    Optional<Cooldown> cooldown = Cooldown.of(category, retryAfter);
    if (!rests(settings, called.provider()) || cooldown.isEmpty()) {
      return Mono.empty();
    }
    Cooldown rest = cooldown.get();
    Mono<Void> write = write(scope(rest.scope(), called), category, rest.length());
    return rest.onlyWhenFailing()
        ? mostFail(called).flatMap(fails -> fails ? write : Mono.empty())
        : write;
  }

  private Mono<Void> write(String scope, FailureCategory category, Duration length) {
    return Sql.of(
            client,
            """
            insert into cooldown (scope, category, until)
            values ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
            on conflict (scope) do update set category = excluded.category,
              until = greatest(cooldown.until, excluded.until), probing_until = null,
              created_at = excluded.created_at\
            """,
            scope,
            category.name(),
            length.toMillis())
        .then();
  }

  /** Of calls with the same key. */
  private Mono<Boolean> mostFail(CalledModel called) {
    return Sql.of(
            client,
            """
            select count(*) >= $2 and
              count(*) filter (where category in ('TRANSPORT', 'TIMEOUT', 'UPSTREAM', 'OVERLOADED'))
                > count(*) * 0.5 as it
            from attempt
            where provider = $1 and kind = 'model' and state = 'SETTLED' and physical_calls > 0
              and settled_at > now() - interval '1 minute' and own_key is not distinct from $3\
            """,
            called.provider(),
            SAMPLE,
            Sql.orNull(called.own(), UUID.class))
        .map(row -> Columns.flag(row, "it"))
        .one();
  }
}
