package dev.cadre.stores.plan;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sealed;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Opens committed values, inline ones and blobs, to their RFC 8785 form. */
public final class OpenValues {

  private final Postgres postgres;

  public OpenValues(Postgres postgres) {
    this.postgres = postgres;
  }

  /** A value by its reference. */
  public Mono<String> json(TenantId tenant, Output output, ScopeKey key) {
    String blob = output.blob();
    return blob == null
        ? Mono.fromSupplier(() -> CanonicalJson.of(output.value()))
        : blob(tenant, UUID.fromString(blob), key);
  }

  /** A value of a result's row: sealed in it, or in the blob that it names. */
  Mono<String> json(TenantId tenant, @Nullable Sealed value, @Nullable UUID blob, ScopeKey key) {
    if (value != null) {
      return Mono.fromSupplier(() -> value.text(key, Places.STEP_RESULT_VALUE));
    }
    return blob == null ? Mono.empty() : blob(tenant, blob, key);
  }

  /** A committed result of a step; empty when there is none. */
  public Mono<String> result(
      TenantId tenant, PlanId plan, String step, int occurrence, ScopeKey key) {
    return postgres.inTenant(
        tenant,
        client ->
            client
                .sql(
                    """
                    select r.value, b.content from step_result r
                    left join blob b on b.id = r.blob_id
                    where r.plan_id = $1 and r.step_id = $2 and r.occurrence = $3\
                    """)
                .bind(0, plan.value())
                .bind(1, step)
                .bind(2, occurrence)
                .map(row -> opened(row, key))
                .one());
  }

  private static String opened(Readable row, ScopeKey key) {
    byte[] inline = row.get("value", byte[].class);
    return inline == null
        ? key.openText(Places.BLOB_CONTENT, Columns.bytes(row, "content"))
        : key.openText(Places.STEP_RESULT_VALUE, inline);
  }

  /** A tree from its JSON. */
  public static @Nullable Object tree(String json) {
    return Json.MAPPER.readValue(json, Object.class);
  }

  private Mono<String> blob(TenantId tenant, UUID id, ScopeKey key) {
    return postgres
        .inTenant(
            tenant,
            client ->
                client
                    .sql("select content from blob where id = $1")
                    .bind(0, id)
                    .map(row -> Columns.bytes(row, "content"))
                    .one())
        .map(sealed -> key.openText(Places.BLOB_CONTENT, sealed));
  }
}
