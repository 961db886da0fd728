package dev.cadre.stores.tenant;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.llm.CooldownRows;
import dev.cadre.stores.runtime.ChangeRefused;
import dev.cadre.stores.runtime.ChangeRefused.Reason;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads and writes model configurations, in the caller's transaction. */
final class ModelRows {

  private static final String SELECT =
      """
      select name, provider, model, base_url, rpm, tpm, is_default, version, created_at, updated_at
      from model_configuration\
      """;

  private ModelRows() {}

  static Flux<ModelRead> all(DatabaseClient client) {
    return Sql.of(client, SELECT + " order by name").map(ModelRows::read).all();
  }

  static Mono<ModelRead> one(DatabaseClient client, String name) {
    return Sql.of(client, SELECT + " where name = $1", name).map(ModelRows::read).one();
  }

  /** The first one is the default, whatever it says. */
  static Mono<Void> insert(
      DatabaseClient client, TenantId tenant, ScopeKey key, NewModel model, Instant now) {
    return (model.isDefault() ? noDefault(client) : Mono.<Void>empty())
        .then(
            Sql.of(
                    client,
                    """
                    insert into model_configuration (tenant_id, name, provider, model, base_url,
                      api_key, rpm, tpm, is_default, created_at, updated_at)
                    values ($1, $2, $3, $4, $5, $6, $7, $8,
                      $9 or not exists (select from model_configuration), $10, $10)
                    on conflict (tenant_id, name) do nothing\
                    """,
                    tenant.value(),
                    model.name(),
                    model.provider(),
                    Sql.orNull(model.model(), String.class),
                    Sql.orNull(text(model.baseUrl()), String.class),
                    sealed(key, model.apiKey()),
                    model.rpm(),
                    model.tpm(),
                    model.isDefault(),
                    Sql.time(now))
                .fetch()
                .rowsUpdated())
        .flatMap(
            rows -> rows == 1 ? Mono.empty() : Mono.error(new ChangeRefused(Reason.NAME_TAKEN)));
  }

  private static Object sealed(ScopeKey key, @Nullable String apiKey) {
    return Sql.orNull(
        apiKey == null ? null : key.sealText(Places.MODEL_API_KEY, apiKey), byte[].class);
  }

  private static @Nullable String text(@Nullable URI address) {
    return address == null ? null : address.toString();
  }

  private static @Nullable URI address(Readable row) {
    String text = row.get("base_url", String.class);
    return text == null ? null : URI.create(text);
  }

  private static OwnModel.@Nullable Sealed key(Readable row) {
    byte[] bytes = row.get("api_key", byte[].class);
    return bytes == null ? null : new OwnModel.Sealed(bytes);
  }

  private static Mono<Void> noDefault(DatabaseClient client) {
    return client.sql("update model_configuration set is_default = false where is_default").then();
  }

  static Mono<Void> makeDefault(DatabaseClient client, String name, Instant now) {
    return noDefault(client)
        .then(
            Sql.of(
                    client,
                    "update model_configuration set is_default = true, version = version + 1,"
                        + " updated_at = $2 where name = $1",
                    name,
                    Sql.time(now))
                .then());
  }

  /** Deletes one, with what rests of its key; the default only as the last. */
  static Mono<Void> delete(DatabaseClient client, String name) {
    return Sql.of(
            client,
            """
            delete from model_configuration where name = $1
              and (not is_default or (select count(*) from model_configuration) = 1) returning id\
            """,
            name)
        .map(row -> Columns.uuid(row, "id"))
        .one()
        .switchIfEmpty(Mono.error(() -> new ChangeRefused(Reason.DEFAULT_NEEDED)))
        .flatMap(id -> CooldownRows.forget(client, id));
  }

  /** As calls use them: the default first, then by name. */
  static Flux<OwnModel> forCalls(DatabaseClient client) {
    return client
        .sql(
            """
            select id, name, provider, model, base_url, api_key from model_configuration
            order by is_default desc, name\
            """)
        .map(row ->
            new OwnModel(
                Columns.uuid(row, "id"),
                Columns.text(row, "name"),
                Columns.text(row, "provider"),
                row.get("model", String.class),
                address(row),
                key(row)))
        .all();
  }

  private static ModelRead read(Readable row) {
    return new ModelRead(
        Columns.text(row, "name"),
        Columns.text(row, "provider"),
        row.get("model", String.class),
        address(row),
        Columns.number(row, "rpm"),
        Columns.number(row, "tpm"),
        Columns.flag(row, "is_default"),
        Columns.number(row, "version"),
        Columns.instant(row, "created_at"),
        Columns.instant(row, "updated_at"));
  }
}
