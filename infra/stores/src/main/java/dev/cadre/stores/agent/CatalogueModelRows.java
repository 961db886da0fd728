package dev.cadre.stores.agent;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.llm.ModelPrice;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows of models and their prices, in the caller's transaction. */
final class CatalogueModelRows {

  private final DatabaseClient client;

  CatalogueModelRows(DatabaseClient client) {
    this.client = client;
  }

  /** All, with their prices. */
  Mono<List<CatalogueModel>> all() {
    return prices()
        .flatMap(prices ->
            client
                .sql(
                    """
                    select provider, model, is_default, context_window, max_output, tier,
                           capabilities, regions
                    from model order by provider, model\
                    """)
                .map(CatalogueModelRows::model)
                .all()
                .map(model -> model.priced(prices.getOrDefault(model.target(), List.of())))
                .collectList());
  }

  private Mono<Map<String, List<ModelPrice>>> prices() {
    return client
        .sql(
            """
            select provider || '/' || model as target, from_at, input_usd_per_million,
                   output_usd_per_million, usd_per_thousand_requests, created_by
            from model_price\
            """)
        .map(row -> Map.entry(Columns.text(row, "target"), price(row)))
        .all()
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }

  private static CatalogueModel model(Readable row) {
    return new CatalogueModel(
        Columns.text(row, "provider"),
        Columns.text(row, "model"),
        Columns.flag(row, "is_default"),
        Columns.number(row, "context_window"),
        row.get("max_output", Integer.class),
        Columns.text(row, "tier"),
        words(row, "capabilities"),
        words(row, "regions"),
        List.of());
  }

  private static ModelPrice price(Readable row) {
    return new ModelPrice(
        Columns.instant(row, "from_at"),
        money(row, "input_usd_per_million"),
        money(row, "output_usd_per_million"),
        money(row, "usd_per_thousand_requests"),
        row.get("created_by", String.class));
  }

  private static @Nullable BigDecimal money(Readable row, String column) {
    BigDecimal amount = row.get(column, BigDecimal.class);
    return amount == null ? null : amount.stripTrailingZeros();
  }

  private static Set<String> words(Readable row, String column) {
    return Set.of(Objects.requireNonNull(row.get(column, String[].class), column));
  }

  /**
   * Writes a model, without its prices. Where it is the default, it is the only one.
   *
   * @param shipped the digest of what ships; null: somebody has written it here
   */
  Mono<Void> write(CatalogueModel model, @Nullable String shipped, Instant at) {
    return (model.isDefault() ? noDefault(model) : Mono.<Void>empty())
        .then(
            Sql.of(
                    client,
                    """
                    insert into model (provider, model, is_default, context_window, max_output, tier,
                      capabilities, regions, shipped, edited, updated_at)
                    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                    on conflict (provider, model) do update set is_default = excluded.is_default,
                      context_window = excluded.context_window, max_output = excluded.max_output,
                      tier = excluded.tier, capabilities = excluded.capabilities,
                      regions = excluded.regions, edited = excluded.edited,
                      shipped = coalesce(excluded.shipped, model.shipped),
                      updated_at = excluded.updated_at\
                    """,
                    model.provider(),
                    model.model(),
                    model.isDefault(),
                    model.contextWindow(),
                    Sql.orNull(model.maxOutput(), Integer.class),
                    model.tier(),
                    sorted(model.capabilities()),
                    sorted(model.regions()),
                    Sql.orNull(shipped, String.class),
                    shipped == null,
                    Sql.time(at))
                .then());
  }

  private static String[] sorted(Set<String> words) {
    return words.stream().sorted().toArray(String[]::new);
  }

  private Mono<Void> noDefault(CatalogueModel model) {
    return Sql.of(
            client,
            "update model set is_default = false where provider = $1 and model <> $2 and is_default",
            model.provider(),
            model.model())
        .then();
  }

  /** Writes a price; one of the same moment is replaced only by one that ships where it shipped. */
  Mono<Boolean> writePrice(CatalogueModel model, ModelPrice price, Instant at) {
    return Sql.of(
            client,
            """
            insert into model_price (provider, model, from_at, input_usd_per_million,
              output_usd_per_million, usd_per_thousand_requests, created_by, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (provider, model, from_at) do update
              set input_usd_per_million = excluded.input_usd_per_million,
                  output_usd_per_million = excluded.output_usd_per_million,
                  usd_per_thousand_requests = excluded.usd_per_thousand_requests
              where model_price.created_by is null and excluded.created_by is null\
            """,
            model.provider(),
            model.model(),
            Sql.time(price.from()),
            Sql.orNull(price.inputUsdPerMillion(), BigDecimal.class),
            Sql.orNull(price.outputUsdPerMillion(), BigDecimal.class),
            Sql.orNull(price.usdPerThousandRequests(), BigDecimal.class),
            Sql.orNull(price.by(), String.class),
            Sql.time(at))
        .fetch()
        .rowsUpdated()
        .map(rows -> rows > 0);
  }

  /** Follows the files no more. */
  Mono<Void> edited(String provider, String model, Instant at) {
    return Sql.of(
            client,
            "update model set edited = true, updated_at = $3 where provider = $1 and model = $2",
            provider,
            model,
            Sql.time(at))
        .then();
  }

  /** How each model stands to the files. */
  Flux<Followed> followed() {
    return client
        .sql("select provider, model, is_default, shipped, edited from model")
        .map(row ->
            new Followed(
                Columns.text(row, "provider") + "/" + Columns.text(row, "model"),
                Columns.text(row, "provider"),
                Columns.flag(row, "is_default"),
                row.get("shipped", String.class),
                Columns.flag(row, "edited")))
        .all();
  }

  /** How a model stands to the files. */
  record Followed(
      String target,
      String provider,
      boolean isDefault,
      @Nullable String shipped,
      boolean edited) {}
}
