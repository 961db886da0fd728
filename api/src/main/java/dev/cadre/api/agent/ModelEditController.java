package dev.cadre.api.agent;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Fields;
import dev.cadre.stores.agent.CatalogueModel;
import dev.cadre.stores.agent.ModelEdits;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.llm.ModelPrice;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Models one by one: what they can, and what they cost from when on. */
@RestController
@Tag(name = "Catalogue")
class ModelEditController {

  private final ModelEdits edits;
  private final Clock clock;

  /** A model whole; prices by their dates, the last one that has begun is in force. */
  record ModelDetail(
      String target,
      boolean isDefault,
      String tier,
      int contextWindow,
      @Nullable Integer maxOutput,
      List<String> capabilities,
      List<String> regions,
      List<PriceView> prices) {}

  /**
   * A price in USD; null is unknown.
   *
   * @param by the account that wrote it; null: it ships
   */
  record PriceView(
      Instant from,
      boolean inForce,
      @Nullable String inputUsdPerMillion,
      @Nullable String outputUsdPerMillion,
      @Nullable String usdPerThousandRequests,
      @Nullable String by) {}

  ModelEditController(ModelEdits edits, Clock clock) {
    this.edits = edits;
    this.clock = clock;
  }

  @Requires(Permission.CATALOGUE_READ)
  @GetMapping(path = "/v1/models/{provider}/{name}", produces = "application/json")
  @Operation(summary = "Read a model with all its prices and their dates")
  Mono<ModelDetail> one(@PathVariable String provider, @PathVariable String name) {
    return edits.one(provider, name).map(this::detail).switchIfEmpty(none());
  }

  @Requires(Permission.CATALOGUE_MANAGE)
  @PutMapping(
      path = "/v1/models/{provider}/{name}",
      consumes = {"application/json", "application/yaml"},
      produces = "application/json")
  @Operation(
      summary = "Add a model to the catalogue, or replace what it says of one",
      description = "Its prices stay; a new model has none, so it cannot be called before one.")
  Mono<ModelDetail> put(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String provider,
      @PathVariable String name,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    CatalogueModel read = ModelBody.model(Fields.of(body, type), provider, name);
    return edits.put(Editors.of(caller), read).map(this::detail);
  }

  @Requires(Permission.CATALOGUE_MANAGE)
  @PostMapping(
      path = "/v1/models/{provider}/{name}/prices",
      consumes = {"application/json", "application/yaml"},
      produces = "application/json")
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(
      summary = "Add a price `from` a date on; without one from now on",
      description =
          "Each call is reserved and charged at the price in force when it begins. An amount that is"
              + " absent is unknown, and a model whose price is unknown is not called.")
  Mono<ModelDetail> price(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String provider,
      @PathVariable String name,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    ModelPrice price = ModelBody.price(Fields.of(body, type), clock, caller.by().actor().id());
    return edits
        .price(Editors.of(caller), provider, name, price)
        .map(this::detail)
        .switchIfEmpty(none());
  }

  private ModelDetail detail(CatalogueModel model) {
    ModelPrice inForce = model.price(clock.instant()).orElse(null);
    return new ModelDetail(
        model.target(),
        model.isDefault(),
        model.tier(),
        model.contextWindow(),
        model.maxOutput(),
        model.capabilities().stream().sorted().toList(),
        model.regions().stream().sorted().toList(),
        model.prices().stream().map(price -> view(price, price.equals(inForce))).toList());
  }

  private static PriceView view(ModelPrice price, boolean inForce) {
    return new PriceView(
        price.from(),
        inForce,
        plain(price.inputUsdPerMillion()),
        plain(price.outputUsdPerMillion()),
        plain(price.usdPerThousandRequests()),
        price.by());
  }

  private static @Nullable String plain(@Nullable BigDecimal amount) {
    return amount == null ? null : amount.toPlainString();
  }

  private static <T> Mono<T> none() {
    return Mono.error(() -> ApiProblem.notFound("model"));
  }
}
