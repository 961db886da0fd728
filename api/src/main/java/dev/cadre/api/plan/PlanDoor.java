package dev.cadre.api.plan;

import dev.cadre.api.agent.PermittedCatalogues;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Bodies;
import dev.cadre.stores.agent.FileCatalogue;
import dev.cadre.stores.llm.WorkerLeases;
import dev.cadre.stores.plan.Origins;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Shares;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanReader;
import dev.cadre.workflows.plan.PlanValidator;
import dev.cadre.workflows.plan.Problem;
import dev.cadre.workflows.plan.Redo;
import dev.cadre.workflows.rehearsal.Mocks;
import dev.cadre.workflows.rehearsal.Rehearsal;
import dev.cadre.workflows.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Parses and checks what clients send as a plan: off the event loop, in few threads, and for five
 * seconds at most.
 */
@Component
class PlanDoor implements DisposableBean {

  static final int MAX_INPUT = 10 * 1024 * 1024;

  private static final int MAX_DEFINITION = 1024 * 1024;
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int THREADS = 4;
  private static final int QUEUE = 256;

  /** Of one tenant: so that its large plans leave threads to the others, who do not wait for it. */
  private static final int AT_ONCE = 2;

  private static final int WAITING = 64;

  private final WorkerLeases leases;
  private final FileCatalogue catalogue;
  private final PermittedCatalogues permitted;
  private final Scheduler threads = Schedulers.newBoundedElastic(THREADS, QUEUE, "plan-door");
  private final Shares<TenantId> shares = new Shares<>(AT_ONCE, WAITING, LIMIT);

  /** Runs once; checks wait for it outside their time limit. */
  private final Mono<Void> warm =
      Mono.<Void>fromRunnable(this::readOnce).subscribeOn(threads).cache();

  /** A parsed body. */
  record Document(@Nullable Object tree, String sha256) {}

  /** What was found out about a document. */
  record Checked(PlanReader.Reading reading, List<Problem> problems) {}

  PlanDoor(WorkerLeases leases, FileCatalogue catalogue, PermittedCatalogues permitted) {
    this.leases = leases;
    this.catalogue = catalogue;
    this.permitted = permitted;
  }

  /** Parses a body; errors are {@link ApiProblem}s. */
  Mono<Document> parse(TenantId tenant, byte @Nullable [] body, @Nullable MediaType type) {
    return run(
        tenant,
        () -> {
          Object tree = Bodies.tree(body, type);
          inputFits(tree);
          return new Document(tree, CanonicalJson.sha256(tree));
        });
  }

  /**
   * A body of which the plan is a part.
   *
   * @param whole the body
   */
  record Part(Map<?, ?> whole, Document plan) {}

  /**
   * Takes the plan out of a body.
   *
   * @param plan finds it there, or throws an {@link ApiProblem}
   */
  Mono<Part> part(
      TenantId tenant, Document body, Function<@Nullable Object, @Nullable Object> plan) {
    return run(
        tenant,
        () -> {
          Object tree = plan.apply(body.tree());
          inputFits(tree);
          Map<?, ?> whole = body.tree() instanceof Map<?, ?> map ? map : Map.of();
          return new Part(whole, new Document(tree, body.sha256()));
        });
  }

  private static void inputFits(@Nullable Object tree) {
    if (tree instanceof Map<?, ?> plan) {
      String input = CanonicalJson.of(plan.get("input"));
      if (input.length() > MAX_INPUT || input.getBytes(StandardCharsets.UTF_8).length > MAX_INPUT) {
        throw ApiProblem.of(
            HttpStatus.CONTENT_TOO_LARGE, "INPUT_TOO_LARGE", "`input` is over 10 MiB.");
      }
    }
  }

  /** Finds every problem of a document, against what a tenant may use and the workers can call. */
  Mono<Checked> check(TenantId tenant, Document document) {
    return usable(tenant)
        .flatMap(usable ->
            run(
                tenant,
                () -> {
                  PlanReader.Reading reading = PlanReader.read(document.tree());
                  List<Problem> problems = PlanValidator.validate(reading, usable);
                  return new Checked(
                      reading, problems.isEmpty() ? size(document.tree()) : problems);
                }));
  }

  /** What the plans of a tenant may name. */
  private Mono<Catalogue> usable(TenantId tenant) {
    return called().zipWith(permitted.of(tenant), (called, all) -> all.calling(called));
  }

  /** The providers that workers can call. */
  private Mono<Set<String>> called() {
    return leases
        .last()
        .switchIfEmpty(
            Mono.error(() ->
                ApiProblem.unavailable(
                    "NO_WORKER",
                    "No worker has ever said what it can call; start one.",
                    Duration.ofSeconds(5))));
  }

  /** A plan that is to be done again, and the steps whose results it keeps. */
  record Again(Plan plan, @Nullable Object input, @Nullable String from, Set<String> kept) {}

  /** Finds out what doing a plan again would keep; it must still be a plan that can run. */
  Mono<Again> again(TenantId tenant, Origins.Origin origin, Document document) {
    return usable(tenant)
        .flatMap(usable ->
            run(
                tenant,
                () -> {
                  Plan plan = origin.plan();
                  RedoBody body = RedoBody.read(document.tree(), plan);
                  Object input = body.input() == null ? origin.input() : body.input();
                  inputFits(Map.of("input", input == null ? Map.of() : input));
                  List<Problem> problems =
                      PlanValidator.validate(plan, input == null ? Map.of() : input, usable);
                  if (!problems.isEmpty()) {
                    throw invalid(problems);
                  }
                  Redo redo = new Redo(plan).input(origin.input(), input);
                  String from = body.from();
                  Set<String> kept = (from == null ? redo : redo.from(from)).kept();
                  return new Again(plan, input, from, kept);
                }));
  }

  /**
   * The whole definition is handed to the plan's workflow as one payload, whose size Temporal
   * limits to 2 MiB. What reading adds to it, the same in every step, vanishes as it is packed.
   */
  private static List<Problem> size(@Nullable Object tree) {
    Map<Object, @Nullable Object> definition =
        new HashMap<>(tree instanceof Map<?, ?> map ? map : Map.of());
    definition.remove("input");
    return Json.bytes(definition).length <= MAX_DEFINITION
        ? List.of()
        : List.of(
            new Problem(
                Problem.Code.LIMIT_EXCEEDED,
                "",
                "The plan without its input is over 1 MiB; put long texts into `input`."));
  }

  /** Loads what the first plan would wait for: the expression compiler alone takes a while. */
  @EventListener(ApplicationReadyEvent.class)
  void warmUp() {
    warm.subscribe();
  }

  private void readOnce() {
    Map<String, Object> step =
        Map.of(
            "id",
            "s",
            "kind",
            "tool",
            "tool",
            "echo",
            "when",
            "input.x == 1",
            "arguments",
            Map.of());
    PlanReader.Reading reading =
        PlanReader.read(
            Map.of("name", "warm-up", "input", Map.of("x", 1L), "steps", List.of(step)));
    PlanValidator.validate(reading, catalogue);
    Rehearsal.of(reading.plan(), reading.input(), Mocks.NONE, Instant.EPOCH);
  }

  /** Does a tenant's work off the event loop, within the time that is given to it. */
  <T> Mono<T> run(TenantId tenant, Callable<T> work) {
    return warm.then(
            shares.one(tenant, Mono.fromCallable(work).subscribeOn(threads)).timeout(LIMIT))
        .onErrorMap(
            TimeoutException.class,
            // No verdict on the plan: a machine that is busy makes a good one slow too. What the
            // reader and the validator themselves spend is bounded by their own limits.
            _ ->
                ApiProblem.unavailable(
                    "CHECK_TIMED_OUT",
                    "The plan could not be checked within 5 s; try again.",
                    Duration.ofSeconds(2)))
        .onErrorMap(
            RejectedExecutionException.class,
            _ ->
                ApiProblem.of(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "TOO_MANY_REQUESTS",
                        "Too many plans arrive at once; try again.")
                    .header("Retry-After", "1"));
  }

  /** The answer to a plan with problems. */
  static ApiProblem invalid(List<Problem> problems) {
    int count = problems.size();
    return ApiProblem.of(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "PLAN_INVALID",
        count == 1 ? "The plan has a problem." : "The plan has " + count + " problems.",
        problems);
  }

  @Override
  public void destroy() {
    threads.dispose();
  }
}
