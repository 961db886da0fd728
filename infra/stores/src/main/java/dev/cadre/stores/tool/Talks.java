package dev.cadre.stores.tool;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Reads talks. */
public final class Talks {

  private static final String SELECT =
      """
      select turn, call, content from talk
      where plan_id = $1 and step_id = $2 and occurrence = $3 and turn < $4 order by turn, call\
      """;

  private final Postgres postgres;
  private final ScopeKeys keys;

  public Talks(Postgres postgres, ScopeKeys keys) {
    this.postgres = postgres;
    this.keys = keys;
  }

  /**
   * What was said in a step's occurrence.
   *
   * @param before only in turns before this one
   */
  public Mono<Talk> of(TenantId tenant, PlanId plan, String step, int occurrence, int before) {
    return keys.of(plan)
        .flatMap(key ->
            postgres
                .manyInTenant(
                    tenant,
                    client ->
                        Sql.of(client, SELECT, plan.value(), step, occurrence, before)
                            .map(row -> said(row, key))
                            .all())
                .collectList())
        .map(Talks::talk);
  }

  /** What was said before an attempt, in its own turn too where that is a tool's. */
  public Mono<Talk> before(TenantId tenant, AttemptKey key) {
    int turn = key.call() > 0 ? key.turn() + 1 : key.turn();
    return turn == 0
        ? Mono.just(Talk.NONE)
        : of(tenant, key.plan(), key.step(), key.occurrence(), turn);
  }

  /** One of the two was said. */
  private record Said(int call, @Nullable ModelTurn turn, @Nullable ToolAnswer answer) {}

  private static Said said(Readable row, ScopeKey key) {
    int call = Columns.number(row, "call");
    byte[] content = TalkRows.content(row, key);
    return call == 0
        ? new Said(call, Json.read(content, ModelTurn.class), null)
        : new Said(call, null, Json.read(content, ToolAnswer.class));
  }

  private static Talk talk(List<Said> rows) {
    List<Talk.Exchange> exchanges = new ArrayList<>();
    Map<Integer, ToolAnswer> answers = new HashMap<>();
    for (Said said : rows.reversed()) {
      if (said.answer() != null) {
        answers.put(said.call(), said.answer());
      } else if (said.turn() != null) {
        exchanges.addFirst(new Talk.Exchange(said.turn(), answers));
        answers.clear();
      }
    }
    return new Talk(exchanges);
  }
}
