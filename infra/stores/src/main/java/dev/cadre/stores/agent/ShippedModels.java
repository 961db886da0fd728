package dev.cadre.stores.agent;

import dev.cadre.stores.agent.CatalogueModelRows.Followed;
import dev.cadre.stores.runtime.Json;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.llm.ModelPrice;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What ships of models, and how it comes into the catalogue: what somebody has changed stays. */
final class ShippedModels {

  private final CatalogueModelRows rows;
  private final Instant now;

  private record Due(CatalogueModel model, String digest) {}

  ShippedModels(DatabaseClient client, Instant now) {
    this.rows = new CatalogueModelRows(client);
    this.now = now;
  }

  /** How many differ. */
  Mono<Long> differing() {
    return due().count();
  }

  /** Writes those that differ, and says how many. */
  Mono<Long> bring() {
    return due()
        .collectList()
        .flatMap(all ->
            Flux.fromIterable(all).concatMap(this::write).then(Mono.just((long) all.size())));
  }

  private Flux<Due> due() {
    return rows.followed()
        .collectMap(Followed::target)
        .flatMapIterable(known ->
            CatalogueFiles.models().stream()
                .map(model -> new Due(defaulting(model, known), digest(model)))
                .filter(due -> differs(known, due))
                .toList());
  }

  /** Where somebody has chosen another default, that one stays. */
  private static CatalogueModel defaulting(CatalogueModel model, Map<String, Followed> known) {
    boolean chosen =
        known.values().stream()
            .anyMatch(other ->
                other.isDefault()
                    && other.edited()
                    && other.provider().equals(model.provider())
                    && !other.target().equals(model.target()));
    return chosen ? model.defaulting(false) : model;
  }

  private static boolean differs(Map<String, Followed> known, Due due) {
    Followed followed = known.get(due.model().target());
    return followed == null || (!followed.edited() && !due.digest().equals(followed.shipped()));
  }

  private static String digest(CatalogueModel model) {
    return CanonicalJson.sha256(
        Json.text(
            List.of(
                model.target(),
                model.isDefault(),
                model.contextWindow(),
                String.valueOf(model.maxOutput()),
                model.tier(),
                new TreeSet<>(model.capabilities()),
                new TreeSet<>(model.regions()),
                model.prices())));
  }

  private Mono<Boolean> write(Due due) {
    return rows.write(due.model(), due.digest(), now)
        .thenMany(Flux.fromIterable(due.model().prices()))
        .concatMap(price -> rows.writePrice(due.model(), inForce(price), now))
        .then(Mono.just(true));
  }

  /** What ships is in force at once, whatever day it is here. */
  private ModelPrice inForce(ModelPrice price) {
    return price.from().isAfter(now)
        ? new ModelPrice(
            now,
            price.inputUsdPerMillion(),
            price.outputUsdPerMillion(),
            price.usdPerThousandRequests(),
            price.by())
        : price;
  }
}
