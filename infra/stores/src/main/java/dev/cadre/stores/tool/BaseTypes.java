package dev.cadre.stores.tool;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import io.r2dbc.spi.Readable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The base types of tools, as workers publish them when they start. */
public final class BaseTypes {

  private final Postgres postgres;

  public BaseTypes(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * A base type.
   *
   * @param config JSON Schema of a tool's configuration
   * @param offeredConfig the same for a tool that a model may ask for
   * @param missing why its tools cannot work where the workers run, with the remedy; null: they can
   */
  public record BaseType(
      String name,
      int version,
      Map<String, Object> config,
      Map<String, Object> offeredConfig,
      @Nullable String missing) {}

  /** Publishes them; an older version does not replace a newer one. */
  public Mono<Void> publish(List<BaseType> types) {
    return Flux.fromIterable(types)
        .concatMap(type ->
            postgres.alone(client ->
                Sql.of(
                        client,
                        """
                        insert into tool_type (name, version, config, offered_config, missing, published_at)
                        values ($1, $2, $3::jsonb, $4::jsonb, $5, now())
                        on conflict (name) do update
                          set version = excluded.version, config = excluded.config,
                              offered_config = excluded.offered_config,
                              missing = excluded.missing,
                              published_at = excluded.published_at
                          where tool_type.version <= excluded.version\
                        """,
                        type.name(),
                        type.version(),
                        Json.text(type.config()),
                        Json.text(type.offeredConfig()),
                        Sql.orNull(type.missing(), String.class))
                    .then()))
        .then();
  }

  /** All that any worker has published, by name. */
  public Mono<List<BaseType>> all() {
    return postgres
        .manyAlone(client ->
            client
                .sql(
                    "select name, version, config::text as config,"
                        + " offered_config::text as offered, missing from tool_type order by name")
                .map(BaseTypes::type)
                .all())
        .collectList();
  }

  private static BaseType type(Readable row) {
    return new BaseType(
        Columns.text(row, "name"),
        Columns.number(row, "version"),
        object(row, "config"),
        object(row, "offered"),
        row.get("missing", String.class));
  }

  private static Map<String, Object> object(Readable row, String column) {
    return Json.object(Columns.text(row, column).getBytes(StandardCharsets.UTF_8));
  }
}
