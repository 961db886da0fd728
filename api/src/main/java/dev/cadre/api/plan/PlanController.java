package dev.cadre.api.plan;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.stores.plan.OpenValues;
import dev.cadre.stores.plan.PlanRead;
import dev.cadre.stores.plan.PlanReads;
import dev.cadre.stores.runtime.TemporalSettings;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Reads plans. */
@RestController
@Tag(name = "Plans")
class PlanController {

  private static final int PAGE = 20;

  private final PlanReads plans;
  private final TemporalSettings temporal;

  /** A completed plan's result. */
  record Result(String plan, PlanStatus status, @Nullable Object result) {}

  PlanController(PlanReads plans, TemporalSettings temporal) {
    this.plans = plans;
    this.temporal = temporal;
  }

  @Requires(Permission.PLAN_READ)
  @GetMapping(path = "/v1/plans", produces = "application/json")
  @Operation(summary = "List plans, newest first")
  Mono<PlanView.Page> list(
      @AuthenticationPrincipal Caller caller,
      @Parameter(description = "one or more, with commas between") @RequestParam(defaultValue = "")
          String status,
      @RequestParam(defaultValue = "") String label,
      @Parameter(description = "`next` of the page before") @RequestParam(defaultValue = "")
          String cursor,
      @Parameter(description = "1 to 200") @RequestParam(defaultValue = "") String limit) {
    int size = Parameters.limit(limit, PAGE);
    UUID before = Parameters.cursor(cursor);
    var filter =
        new PlanReads.Filter(
            statuses(status),
            label.isEmpty() ? null : label,
            before == null ? null : new PlanId(before),
            size + 1);
    return plans.list(caller.tenant(), filter).map(found -> page(found, size));
  }

  private PlanView.Page page(List<PlanRead> found, int size) {
    List<PlanView> items = found.stream().limit(size).map(this::view).toList();
    String next = found.size() > size ? Parameters.cursor(found.get(size - 1).id().value()) : null;
    return new PlanView.Page(items, next);
  }

  private static Set<PlanStatus> statuses(String words) {
    if (words.isEmpty()) {
      return Set.of();
    }
    try {
      return Arrays.stream(words.split(",", -1))
          .map(word -> PlanStatus.valueOf(word.strip().toUpperCase(Locale.ROOT)))
          .collect(Collectors.toSet());
    } catch (IllegalArgumentException e) {
      throw ApiProblem.parameter("status", "is one of " + List.of(PlanStatus.values()) + ".");
    }
  }

  @Requires(Permission.PLAN_READ)
  @GetMapping(path = "/v1/plans/{plan}", produces = "application/json")
  @Operation(summary = "Read a plan")
  Mono<PlanView> one(@AuthenticationPrincipal Caller caller, @PathVariable String plan) {
    return found(caller, plan).map(this::view);
  }

  @Requires(Permission.PLAN_READ)
  @GetMapping(path = "/v1/plans/{plan}/result", produces = "application/json")
  @Operation(summary = "Read the result of a completed plan; 409 before its end or without one")
  Mono<Result> result(@AuthenticationPrincipal Caller caller, @PathVariable String plan) {
    return found(caller, plan)
        .flatMap(read ->
            switch (read.status()) {
              case COMPLETED -> completed(caller, read);
              case FAILED, CANCELLED -> Mono.error(without(read));
              case SCHEDULED, RUNNING, WAITING, PAUSED ->
                  Mono.error(
                      ApiProblem.of(
                          HttpStatus.CONFLICT,
                          "PLAN_NOT_FINISHED",
                          "The plan is " + read.status() + "; it has no result yet."));
            });
  }

  private Mono<Result> completed(Caller caller, PlanRead read) {
    return plans
        .result(caller.tenant(), read.id())
        .map(json -> Optional.ofNullable(OpenValues.tree(json)))
        .defaultIfEmpty(Optional.empty())
        .map(value -> new Result(read.id().toString(), read.status(), value.orElse(null)));
  }

  private static ApiProblem without(PlanRead read) {
    String step = read.failedStep();
    return ApiProblem.of(
            HttpStatus.CONFLICT,
            "PLAN_" + read.status(),
            "The plan is "
                + read.status()
                + (step == null ? "" : " at step " + step)
                + "; it has no result.")
        .with("step", step)
        .with("reason", read.reason())
        .with("message", read.message());
  }

  private Mono<PlanRead> found(Caller caller, String plan) {
    return plans
        .one(caller.tenant(), Parameters.plan(plan))
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("plan")));
  }

  private PlanView view(PlanRead plan) {
    return PlanView.of(plan, Links.of(plan.id(), temporal));
  }
}
