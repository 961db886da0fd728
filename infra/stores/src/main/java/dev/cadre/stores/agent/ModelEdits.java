package dev.cadre.stores.agent;

import dev.cadre.stores.agent.CatalogueEdits.Editor;
import dev.cadre.stores.audit.AuditEntry;
import dev.cadre.stores.audit.AuditRows;
import dev.cadre.stores.runtime.ChangeRefused;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.llm.ModelPrice;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Changes of models, each in one transaction with its entry in the audit log. */
public final class ModelEdits {

  private final Postgres postgres;
  private final Clock clock;

  public ModelEdits(Postgres postgres, Clock clock) {
    this.postgres = postgres;
    this.clock = clock;
  }

  /** One with all its prices; empty when there is none. */
  public Mono<CatalogueModel> one(String provider, String model) {
    return postgres.inSystem(client -> find(client, provider, model)).flatMap(Mono::justOrEmpty);
  }

  private static Mono<Optional<CatalogueModel>> find(
      DatabaseClient client, String provider, String model) {
    return new CatalogueModelRows(client)
        .all()
        .map(all ->
            all.stream()
                .filter(found -> found.target().equals(provider + "/" + model))
                .findFirst());
  }

  /** Makes a model or replaces what is said of it; its prices stay. */
  public Mono<CatalogueModel> put(Editor editor, CatalogueModel model) {
    return inOrder(
            editor,
            client ->
                new CatalogueModelRows(client)
                    .write(model, null, clock.instant())
                    .then(told(client, editor, "model.put", model.target(), null))
                    .then(find(client, model.provider(), model.model())))
        .flatMap(Mono::justOrEmpty);
  }

  /**
   * Adds a price.
   *
   * @return empty when there is no such model; an error of {@link ChangeRefused} when a price of
   *     that moment stands already
   */
  public Mono<CatalogueModel> price(
      Editor editor, String provider, String model, ModelPrice price) {
    return inOrder(
            editor,
            client ->
                find(client, provider, model)
                    .flatMap(found ->
                        found.isEmpty()
                            ? Mono.just(found)
                            : add(client, editor, found.get(), price)
                                .then(find(client, provider, model))))
        .flatMap(Mono::justOrEmpty);
  }

  private Mono<Void> add(
      DatabaseClient client, Editor editor, CatalogueModel model, ModelPrice price) {
    Instant now = clock.instant();
    CatalogueModelRows rows = new CatalogueModelRows(client);
    return rows.writePrice(model, price, now)
        .flatMap(written ->
            written
                ? rows.edited(model.provider(), model.model(), now)
                : Mono.error(new ChangeRefused(ChangeRefused.Reason.PRICE_STANDS)))
        .then(told(client, editor, "model.price", model.target(), price));
  }

  private <T> Mono<T> inOrder(Editor editor, Function<DatabaseClient, Mono<T>> work) {
    return postgres.inTenant(
        editor.tenant(),
        client -> new CatalogueRows(client).changed().then(Mono.defer(() -> work.apply(client))));
  }

  private Mono<Void> told(
      DatabaseClient client, Editor editor, String act, String target, @Nullable ModelPrice price) {
    AuditEntry entry = editor.by().done(clock.instant(), act, "model", target);
    return AuditRows.write(client, editor.tenant(), price == null ? entry : with(entry, price));
  }

  private static AuditEntry with(AuditEntry entry, ModelPrice price) {
    return entry
        .with("from", price.from().toString())
        .with("inputUsdPerMillion", plain(price.inputUsdPerMillion()))
        .with("outputUsdPerMillion", plain(price.outputUsdPerMillion()));
  }

  private static String plain(@Nullable BigDecimal amount) {
    return amount == null ? "unknown" : amount.toPlainString();
  }
}
