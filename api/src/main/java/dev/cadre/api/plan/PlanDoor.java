package dev.cadre.api.plan;

import dev.cadre.api.access.Caller;
import dev.cadre.api.agent.PermittedCatalogues;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Bodies;
import dev.cadre.stores.llm.WorkerLeases;
import dev.cadre.stores.plan.Origins;
import dev.cadre.stores.runtime.Json;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanReader;
import dev.cadre.workflows.plan.PlanValidator;
import dev.cadre.workflows.plan.Problem;
import dev.cadre.workflows.plan.Redo;
import dev.cadre.workflows.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Parses and checks what clients send as a plan: off the event loop, in few threads, and for five
 * seconds at most.
 */
@Component
class PlanDoor {

  static final int MAX_INPUT = 10 * 1024 * 1024;

  private static final int MAX_DEFINITION = 1024 * 1024;

  private final WorkerLeases leases;
  private final PermittedCatalogues permitted;
  private final CheckThreads threads;

  /** A parsed body. */
  record Document(@Nullable Object tree, String sha256) {}

  /** What was found out about a document. */
  record Checked(PlanReader.Reading reading, List<Problem> problems) {}

  PlanDoor(WorkerLeases leases, PermittedCatalogues permitted, CheckThreads threads) {
    this.leases = leases;
    this.permitted = permitted;
    this.threads = threads;
  }

  /** Parses a body; errors are {@link ApiProblem}s. */
  Mono<Document> parse(TenantId tenant, byte @Nullable [] body, @Nullable MediaType type) {
    return threads.run(
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
    return threads.run(
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
  Mono<Checked> check(Caller caller, Document document) {
    return usable(caller)
        .flatMap(usable ->
            threads.run(
                caller.tenant(),
                () -> {
                  PlanReader.Reading reading = PlanReader.read(document.tree());
                  List<Problem> problems = PlanValidator.validate(reading, usable);
                  return new Checked(
                      reading, problems.isEmpty() ? size(document.tree()) : problems);
                }));
  }

  /** What the plans of a caller may name. */
  private Mono<Catalogue> usable(Caller caller) {
    return called().zipWith(permitted.of(caller), (called, all) -> all.calling(called));
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
  Mono<Again> again(Caller caller, Origins.Origin origin, Document document) {
    return usable(caller)
        .flatMap(usable ->
            threads.run(
                caller.tenant(),
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

  /** The answer to a plan with problems. */
  static ApiProblem invalid(List<Problem> problems) {
    int count = problems.size();
    return ApiProblem.of(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "PLAN_INVALID",
        count == 1 ? "The plan has a problem." : "The plan has " + count + " problems.",
        problems);
  }
}
