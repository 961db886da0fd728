package dev.cadre.api.plan;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Bodies;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.api.runtime.ProblemAnswers;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.plan.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Gives the same order to many plans, each on its own: what one refuses stops no other. */
@RestController
@Tag(name = "Plans")
class BulkController {

  private static final int MOST = 1_000;
  private static final int AT_ONCE = 8;

  private final PlanOrders orders;

  /**
   * How one plan took the order.
   *
   * @param status 202 where it was taken, else what the plan's own route would answer
   * @param code null where it was taken
   */
  record Item(String id, int status, @Nullable String code, @Nullable String detail) {}

  /** One item for each id, in the order of the request. */
  record Outcome(List<Item> items) {}

  BulkController(PlanOrders orders) {
    this.orders = orders;
  }

  @Requires(value = Permission.PLAN_STEER, cost = 100)
  @PostMapping(
      path = "/v1/plans:{order:cancel|pause|resume|retry}",
      consumes = {"application/json", "application/yaml"},
      produces = "application/json")
  @Operation(
      summary = "Cancel, pause, resume or retry many plans",
      description =
          "At most 1,000 ids; 200 with a result for each. An `Idempotency-Key` counts for each"
              + " plan, as with its own route.")
  @io.swagger.v3.oas.annotations.parameters.RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "application/json",
              examples = @ExampleObject("{\"ids\": [\"01a20475-0fe5-74a8-9917-e792dc8d6f32\"]}")))
  Mono<Outcome> bulk(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String order,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      ServerWebExchange exchange) {
    var wanted = PlanOrders.Order.valueOf(order.toUpperCase(Locale.ROOT));
    return Flux.fromIterable(ids(Bodies.tree(body, type)))
        .flatMapSequential(id -> one(wanted, caller, id, key, exchange), AT_ONCE)
        .collectList()
        .map(Outcome::new);
  }

  /** Also where PostgreSQL fails: others were given the order, and the caller must know which. */
  private Mono<Item> one(
      PlanOrders.Order order,
      Caller caller,
      String id,
      @Nullable String key,
      ServerWebExchange exchange) {
    return Mono.defer(() -> orders.give(order, caller, Parameters.plan(id), key))
        .thenReturn(new Item(id, HttpStatus.ACCEPTED.value(), null, null))
        .onErrorResume(failure -> Mono.just(refused(id, ProblemAnswers.of(exchange, failure))));
  }

  private static Item refused(String id, ApiProblem refused) {
    return new Item(id, refused.status().value(), refused.code(), refused.getMessage());
  }

  private static Set<String> ids(@Nullable Object tree) {
    List<Problem> problems = new ArrayList<>();
    Set<String> ids = new LinkedHashSet<>();
    if (!(tree instanceof Map<?, ?> map) || !(map.get("ids") instanceof List<?> list)) {
      problems.add(
          new Problem(Problem.Code.MISSING_FIELD, "", "Send an object with `ids`, a list."));
      throw invalid(problems);
    }
    for (Object field : map.keySet()) {
      if (!"ids".equals(field)) {
        problems.add(
            new Problem(Problem.Code.UNKNOWN_FIELD, "/" + field, "Only `ids` is known here."));
      }
    }
    if (list.isEmpty() || list.size() > MOST) {
      problems.add(
          new Problem(
              Problem.Code.OUT_OF_RANGE, "/ids", "Name from 1 to " + MOST + " plans at once."));
    }
    for (int i = 0; i < Math.min(list.size(), MOST); i++) {
      if (!(list.get(i) instanceof String id)) {
        problems.add(new Problem(Problem.Code.WRONG_TYPE, "/ids/" + i, "An id is a string."));
      } else if (!ids.add(id)) {
        problems.add(new Problem(Problem.Code.DUPLICATE_ID, "/ids/" + i, "This id stands twice."));
      }
    }
    if (!problems.isEmpty()) {
      throw invalid(problems);
    }
    return ids;
  }

  private static ApiProblem invalid(List<Problem> problems) {
    return ApiProblem.of(
        HttpStatus.UNPROCESSABLE_CONTENT, "BULK_INVALID", "The list cannot be taken.", problems);
  }
}
