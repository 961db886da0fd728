package dev.cadre.stores.agent;

import dev.cadre.stores.agent.CatalogueItem.Kind;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Sql;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The catalogue's rows, in the caller's transaction. */
final class CatalogueRows {

  private static final String SELECT =
      """
      select i.kind, i.name, v.version, i.edited, i.retired, v.spec::text as spec, v.created_by,
             v.created_at
      from catalogue_item i join catalogue_version v on v.kind = i.kind and v.name = i.name\
      """;

  static final String REVISION = "select revision from catalogue";
  static final String ALL = SELECT + " where v.version = i.version order by i.kind, i.name";
  static final String ONE = SELECT + " where v.version = i.version and i.kind = $1 and i.name = $2";

  final DatabaseClient client;

  CatalogueRows(DatabaseClient client) {
    this.client = client;
  }

  Mono<Long> revision() {
    return client.sql(REVISION).map(row -> Columns.count(row, "revision")).one();
  }

  /** Takes the catalogue for a change, so that changes come one after the other. */
  Mono<Long> changed() {
    return client
        .sql("update catalogue set revision = revision + 1 returning revision")
        .map(row -> Columns.count(row, "revision"))
        .one();
  }

  /** Every item in its newest version. */
  Flux<CatalogueItem> newest() {
    return client.sql(ALL).map(CatalogueRows::item).all();
  }

  /** One item in its newest version. */
  Mono<CatalogueItem> newest(Kind kind, String name) {
    return Sql.of(client, ONE, kind.name(), name).map(CatalogueRows::item).one();
  }

  /** All versions of an item, the newest first. */
  Flux<CatalogueItem> versions(Kind kind, String name) {
    return Sql.of(
            client,
            SELECT + " where i.kind = $1 and i.name = $2 order by v.version desc limit 1000",
            kind.name(),
            name)
        .map(CatalogueRows::item)
        .all();
  }

  private static CatalogueItem item(Readable row) {
    Kind kind = Kind.valueOf(Columns.text(row, "kind"));
    return new CatalogueItem(
        kind,
        Columns.text(row, "name"),
        Columns.number(row, "version"),
        kind.read(Columns.text(row, "spec")),
        Columns.flag(row, "edited"),
        Columns.flag(row, "retired"),
        row.get("created_by", String.class),
        Columns.instant(row, "created_at"));
  }

  /**
   * Writes a version, which is the newest from now on.
   *
   * @param shipped the digest of the file's spec; null where somebody has made it here
   */
  Mono<Void> write(
      Kind kind,
      Object spec,
      int version,
      @Nullable String shipped,
      @Nullable String by,
      Instant at) {
    String name = CatalogueItem.name(spec);
    return Sql.of(
            client,
            """
            insert into catalogue_item (kind, name, version, shipped, edited, updated_at)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (kind, name) do update
              set version = excluded.version, edited = excluded.edited,
                  shipped = coalesce(excluded.shipped, catalogue_item.shipped),
                  updated_at = excluded.updated_at\
            """,
            kind.name(),
            name,
            version,
            Sql.orNull(shipped, String.class),
            shipped == null,
            Sql.time(at))
        .then()
        .then(
            Sql.of(
                    client,
                    """
                    insert into catalogue_version (kind, name, version, spec, created_by, created_at)
                    values ($1, $2, $3, $4::jsonb, $5, $6)\
                    """,
                    kind.name(),
                    name,
                    version,
                    Json.text(CatalogueItem.as(version, spec)),
                    Sql.orNull(by, String.class),
                    Sql.time(at))
                .then());
  }

  Mono<Void> retire(Kind kind, String name, boolean retired, Instant at) {
    return Sql.of(
            client,
            "update catalogue_item set retired = $3, updated_at = $4 where kind = $1 and name = $2",
            kind.name(),
            name,
            retired,
            Sql.time(at))
        .then();
  }

  /** How each item stands to the files. */
  Flux<Followed> followed() {
    return client
        .sql("select kind, name, version, shipped, edited from catalogue_item")
        .map(row ->
            new Followed(
                Kind.valueOf(Columns.text(row, "kind")),
                Columns.text(row, "name"),
                Columns.number(row, "version"),
                row.get("shipped", String.class),
                Columns.flag(row, "edited")))
        .all();
  }

  /**
   * How an item stands to the files.
   *
   * @param shipped the digest of what it last took from them; null: nothing
   */
  record Followed(Kind kind, String name, int version, @Nullable String shipped, boolean edited) {}
}
