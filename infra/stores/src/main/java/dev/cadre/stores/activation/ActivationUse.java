package dev.cadre.stores.activation;

import dev.cadre.stores.runtime.ChangeRefused;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.PlanId;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** What activations have to do in plans that have not ended, in the caller's transaction. */
public final class ActivationUse {

  private final DatabaseClient client;

  /** A plan and its steps that have not ended and name one. */
  public record PlanSteps(PlanId plan, List<String> steps) {

    public PlanSteps {
      steps = List.copyOf(steps);
    }
  }

  ActivationUse(DatabaseClient client) {
    this.client = client;
  }

  Mono<Long> count(String name) {
    return Sql.of(client, "select count(*) as it from plans_of_agent($1)", name)
        .map(row -> Columns.count(row, "it"))
        .one();
  }

  Mono<List<PlanSteps>> plans(String name, int limit) {
    return Sql.of(
            client,
            """
            select s.plan_id, array_agg(s.step_id order by s.ordinal) as steps
            from (select id from plans_of_agent($1) as of (id) order by id desc limit $2) p
              join step s on s.plan_id = p.id and s.scope = 0
                and s.agent in (select names_of_agent($1))
                and s.state not in ('COMPLETED', 'FAILED', 'SKIPPED', 'CANCELLED')
            group by s.plan_id order by s.plan_id desc\
            """,
            name,
            limit)
        .map(row ->
            new PlanSteps(
                new PlanId(Columns.uuid(row, "plan_id")), List.of(Columns.texts(row, "steps"))))
        .all()
        .collectList();
  }

  /** Ends with {@link ChangeRefused} where one is at work, or its own name would mean nothing. */
  Mono<Void> free(Activation activation) {
    return switch (activation.state()) {
      case TESTING, ACTIVE, PAUSED -> Mono.error(new ChangeRefused(ChangeRefused.Reason.AT_WORK));
      case INACTIVE, CONFIGURING ->
          activation.name().equals(activation.agent())
              ? Mono.empty()
              : count(activation.name())
                  .flatMap(count ->
                      count == 0
                          ? Mono.empty()
                          : Mono.error(new ChangeRefused(ChangeRefused.Reason.IN_USE)));
    };
  }
}
