package dev.cadre.api.agent;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Fields;
import dev.cadre.stores.llm.Callable;
import dev.cadre.stores.llm.ProviderLimits;
import dev.cadre.stores.llm.ProviderRests;
import dev.cadre.stores.llm.ProviderTests;
import dev.cadre.stores.llm.WorkerLeases;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.llm.RouteGrammar;
import dev.cadre.workflows.llm.WireDialects;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Providers, for those who operate the installation: whether they answer, rest, what they cost. */
@RestController
@Tag(name = "Catalogue")
class ProviderController {

  private static final Pattern MONEY = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

  private final WorkerLeases leases;
  private final ProviderLimits limits;
  private final ProviderTests tests;
  private final ProviderRests rests;

  /** All of them. */
  record Providers(List<ProviderView> items) {}

  /**
   * One provider; money is the installation's own of this month (UTC), in USD.
   *
   * @param callable whether some worker can call it with the installation's key
   * @param ownKeys whether some worker can call it with a tenant's key or at a tenant's address
   * @param monthlyLimitUsd null: none
   * @param rests what no call goes to at present, after a failure
   */
  record ProviderView(
      String name,
      String dialect,
      boolean callable,
      boolean ownKeys,
      @Nullable String monthlyLimitUsd,
      String spentUsd,
      String reservedUsd,
      ProviderTests.@Nullable Test lastTest,
      List<ProviderRests.Rest> rests) {}

  ProviderController(
      WorkerLeases leases, ProviderLimits limits, ProviderTests tests, ProviderRests rests) {
    this.leases = leases;
    this.limits = limits;
    this.tests = tests;
    this.rests = rests;
  }

  @Requires(Permission.CATALOGUE_MANAGE)
  @GetMapping(path = "/v1/providers", produces = "application/json")
  @Operation(summary = "List providers: whether they can be called, their last test and their cost")
  Mono<Providers> list(@AuthenticationPrincipal Caller caller) {
    return Mono.zip(
            leases.last().defaultIfEmpty(Callable.NOTHING),
            limits.all(),
            tests.last(caller.tenant()),
            rests.all(caller.tenant()))
        .map(found ->
            new Providers(
                RouteGrammar.PROVIDERS.stream()
                    .map(name ->
                        view(name, found.getT1(), found.getT2(), found.getT3(), found.getT4()))
                    .toList()));
  }

  private static ProviderView view(
      String name,
      Callable callable,
      Map<String, ProviderLimits.Spending> money,
      Map<String, ProviderTests.Test> tests,
      Map<String, List<ProviderRests.Rest>> rests) {
    ProviderLimits.Spending spending = money.getOrDefault(name, ProviderLimits.Spending.NONE);
    BigDecimal limit = spending.limit();
    return new ProviderView(
        name,
        WireDialects.of(name),
        callable.providers().contains(name),
        callable.dialects().contains(name) || callable.spoken().contains(name),
        limit == null ? null : plain(limit),
        plain(spending.spent()),
        plain(spending.reserved()),
        tests.get(name),
        rests.getOrDefault(name, List.of()));
  }

  private static String plain(BigDecimal amount) {
    return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
  }

  @Requires(Permission.CATALOGUE_MANAGE)
  @PutMapping(
      path = "/v1/providers/{provider}/limit",
      consumes = "application/json",
      produces = "application/json")
  @Operation(
      summary = "Limit what the installation spends at a provider in a month",
      description =
          "`usd` as a text. A call that could exceed it is not made, and the route goes on with its"
              + " next target. Calls with tenants' own keys do not count.")
  Mono<ProviderView> limit(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String provider,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    Fields fields = Fields.of(body, type);
    String usd = fields.text("usd", MONEY, "an amount as a text, such as \"250.00\".");
    fields.end();
    return set(caller, provider, new BigDecimal(usd));
  }

  @Requires(Permission.CATALOGUE_MANAGE)
  @DeleteMapping(path = "/v1/providers/{provider}/limit", produces = "application/json")
  @Operation(summary = "Let the installation spend at a provider what it likes")
  Mono<ProviderView> unlimited(
      @AuthenticationPrincipal Caller caller, @PathVariable String provider) {
    return set(caller, provider, null);
  }

  @Requires(Permission.CATALOGUE_MANAGE)
  @PostMapping(path = "/v1/providers/{provider}:lift", produces = "application/json")
  @Operation(
      summary = "End what rests at a provider",
      description =
          "After its key or account was put right, say. The next call of each goes through and"
              + " decides. Rests of other tenants' own keys stay.")
  Mono<ProviderView> lift(@AuthenticationPrincipal Caller caller, @PathVariable String provider) {
    mustExist(provider);
    return rests.lift(caller.tenant(), caller.by(), provider).then(one(caller, provider));
  }

  private Mono<ProviderView> set(Caller caller, String provider, @Nullable BigDecimal limit) {
    mustExist(provider);
    return limits.set(caller.tenant(), caller.by(), provider, limit).then(one(caller, provider));
  }

  private static void mustExist(String provider) {
    if (!RouteGrammar.PROVIDERS.contains(provider)) {
      throw ApiProblem.notFound("provider");
    }
  }

  private Mono<ProviderView> one(Caller caller, String provider) {
    return list(caller)
        .map(all ->
            all.items().stream().filter(v -> v.name().equals(provider)).findFirst().orElseThrow());
  }
}
