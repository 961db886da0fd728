package dev.cadre.stores.activation;

import dev.cadre.stores.activation.ActivationState.Event;
import dev.cadre.stores.audit.AuditEntry;
import dev.cadre.stores.audit.AuditRows;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.plan.Submission;
import dev.cadre.stores.plan.Submissions;
import dev.cadre.stores.runtime.ChangeRefused;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.tenant.TenantId;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The agents at work in tenants. Each change is one transaction with its entry in the audit log;
 * one that makes an agent active wakes the plans that wait for it.
 */
public final class Activations {

  private final Postgres postgres;
  private final Submissions submissions;
  private final Clock clock;

  public Activations(Postgres postgres, Submissions submissions, Clock clock) {
    this.postgres = postgres;
    this.submissions = submissions;
    this.clock = clock;
  }

  /** All of a tenant, by name. */
  public Mono<List<Activation>> all(TenantId tenant) {
    return postgres.inTenant(
        tenant, client -> new ActivationRows(client, tenant).all().collectList());
  }

  /** One; empty when there is none of that name. */
  public Mono<Activation> one(TenantId tenant, String name) {
    return postgres.inTenant(tenant, client -> new ActivationRows(client, tenant).one(name));
  }

  /**
   * Makes one, to be set up and tested.
   *
   * @param owner as in {@link Activation}
   * @return an error of {@link ChangeRefused} when there is one of that name
   */
  public Mono<Activation> add(
      TenantId tenant,
      By by,
      String name,
      String agent,
      @Nullable String owner,
      Activation.Settings settings) {
    return insert(tenant, by, name, agent, owner, settings, ActivationState.CONFIGURING)
        .flatMap(added ->
            added
                ? one(tenant, name)
                : Mono.error(new ChangeRefused(ChangeRefused.Reason.NAME_TAKEN)));
  }

  private Mono<Boolean> insert(
      TenantId tenant,
      By by,
      String name,
      String agent,
      @Nullable String owner,
      Activation.Settings settings,
      ActivationState state) {
    return postgres.inTenant(
        tenant,
        client -> {
          var rows = new ActivationRows(client, tenant);
          return rows.lock(name)
              .then(
                  rows.insert(
                      name, agent, owner, state, by.actor().id(), settings, clock.instant()))
              .delayUntil(added ->
                  added
                      ? AuditRows.write(
                          client, tenant, told(by, "add", name).with("state", state.name()))
                      : Mono.empty());
        });
  }

  /**
   * Replaces what one differs in from its agent. While it is at work only its limit may change.
   *
   * @param version that the caller has seen
   * @return empty when there is none; an error of {@link ChangeRefused}
   */
  public Mono<Activation> configure(
      TenantId tenant, By by, String name, int version, Activation.Settings settings) {
    return changing(
        tenant,
        by,
        name,
        "change",
        (rows, found) -> {
          if (found.version() != version) {
            return Mono.error(new ChangeRefused(ChangeRefused.Reason.VERSION_CONFLICT));
          }
          boolean limitOnly = settings.callsAs(found.settings());
          ActivationState next =
              limitOnly ? limited(found, settings) : after(found, Event.CONFIGURE);
          Mono<Void> woken = next == ActivationState.ACTIVE ? rows.wake(name) : Mono.empty();
          return rows.write(name, next, settings, clock.instant()).then(woken);
        });
  }

  /** A paused one goes on where its new limit has room. */
  private static ActivationState limited(Activation found, Activation.Settings settings) {
    BigDecimal limit = settings.monthlyLimitUsd();
    boolean room = limit == null || limit.compareTo(found.spentUsd()) > 0;
    return found.state() == ActivationState.PAUSED && room
        ? after(found, Event.LIMIT_RAISED)
        : found.state();
  }

  /**
   * Starts its test; it is active once that has completed.
   *
   * @param test the plan that is to call it
   * @return empty when there is none; an error of {@link ChangeRefused} where it is at work
   */
  public Mono<Activation> test(TenantId tenant, By by, String name, Submission test) {
    return changing(
        tenant,
        by,
        name,
        "test",
        (rows, found) ->
            rows.move(name, after(found, Event.TEST), test.id().value(), clock.instant())
                .then(submissions.submit(test))
                .then());
  }

  /**
   * Stops one: steps that name it wait from their next call on, till it is active again.
   *
   * @param agent of the catalogue, where it has that name and is at work as it ships; null: none is
   * @return empty when there is none
   */
  public Mono<Activation> deactivate(TenantId tenant, By by, String name, @Nullable String agent) {
    Mono<Activation> stopped =
        changing(
            tenant,
            by,
            name,
            "deactivate",
            (rows, found) ->
                found.state() == ActivationState.INACTIVE
                    ? Mono.empty()
                    : rows.move(name, after(found, Event.DEACTIVATE), null, clock.instant()));
    return agent == null
        ? stopped
        : insert(tenant, by, name, agent, null, Activation.Settings.NONE, ActivationState.INACTIVE)
            .flatMap(added -> added ? one(tenant, name) : stopped);
  }

  /**
   * Forgets one that is not at work. Where it has its agent's name, that is at work as it ships.
   *
   * @return what it was; empty when there is none; an error of {@link ChangeRefused}
   */
  public Mono<Activation> delete(TenantId tenant, By by, String name) {
    return postgres.inTenant(
        tenant,
        client -> {
          var rows = new ActivationRows(client, tenant);
          return rows.lock(name)
              .then(Mono.defer(() -> rows.one(name)))
              .delayUntil(found -> new ActivationUse(client).free(found))
              .delayUntil(_ ->
                  rows.wake(name)
                      .then(rows.delete(name))
                      .then(AuditRows.write(client, tenant, told(by, "delete", name))));
        });
  }

  private interface Change {
    Mono<Void> of(ActivationRows rows, Activation found);
  }

  private Mono<Activation> changing(
      TenantId tenant, By by, String name, String act, Change change) {
    return postgres.inTenant(
        tenant,
        client -> {
          var rows = new ActivationRows(client, tenant);
          return rows.lock(name)
              .then(Mono.defer(() -> rows.one(name)))
              .flatMap(found ->
                  change
                      .of(rows, found)
                      .then(AuditRows.write(client, tenant, told(by, act, name)))
                      .then(rows.one(name)));
        });
  }

  private AuditEntry told(By by, String act, String name) {
    return by.done(clock.instant(), "activation." + act, "activation", name);
  }

  private static ActivationState after(Activation found, Event event) {
    return found
        .state()
        .after(event)
        .orElseThrow(() -> new ChangeRefused(ChangeRefused.Reason.AT_WORK));
  }

  /** What one has to do in plans that have not ended, the newest plans first. */
  public Mono<List<ActivationUse.PlanSteps>> plans(TenantId tenant, String name, int limit) {
    return postgres.inTenant(tenant, client -> new ActivationUse(client).plans(name, limit));
  }

  /** How many plans that have not ended name one. */
  public Mono<Long> planCount(TenantId tenant, String name) {
    return postgres.inTenant(tenant, client -> new ActivationUse(client).count(name));
  }
}
