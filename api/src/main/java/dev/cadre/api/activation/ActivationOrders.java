package dev.cadre.api.activation;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.agent.Shelf;
import dev.cadre.api.agent.Shelves;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.stores.activation.Activation;
import dev.cadre.stores.activation.ActivationUse;
import dev.cadre.stores.activation.Activations;
import dev.cadre.stores.plan.Submission;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.agent.Catalogue;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Activates and stops agents, and says what that stops. */
@RestController
@Tag(name = "Activations")
class ActivationOrders {

  private static final int SHOWN = 50;

  private final Activations activations;
  private final ActivationDesk desk;
  private final Shelves shelves;
  private final ConnectionTest test;

  /**
   * What was stopped.
   *
   * @param plans that wait from their next call of it on, the newest first, {@value #SHOWN} at most
   * @param planCount of all of them
   */
  record Stopped(ActivationView activation, long planCount, List<PlanView> plans) {}

  /** A plan that has not ended, and its steps that name the agent and have not either. */
  record PlanView(String plan, List<String> steps) {}

  /** Plans, the newest first. */
  record Plans(long planCount, List<PlanView> items) {}

  ActivationOrders(
      Activations activations, ActivationDesk desk, Shelves shelves, ConnectionTest test) {
    this.activations = activations;
    this.desk = desk;
    this.shelves = shelves;
    this.test = test;
  }

  @Requires(value = Permission.PLAN_SUBMIT, cost = 5)
  @PostMapping(path = "/v1/activations/{name}:activate", produces = "application/json")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Operation(
      summary = "Test an agent's connections, and activate it when all answer",
      description =
          "The test is a plan, `testPlan`: it asks each target of the route that can be called for"
              + " one word. Read the activation till it is ACTIVE, or CONFIGURING with a `problem`."
              + " Plans that waited for it go on by themselves.")
  Mono<ActivationView> activate(@AuthenticationPrincipal Caller caller, @PathVariable String name) {
    caller.refuseUnlessActive();
    return Mono.zip(desk.own(caller, name), shelves.of(caller), shelves.permitted(caller))
        .flatMap(found -> test(caller, found.getT1(), found.getT2(), found.getT3()))
        .doOnNext(_ -> desk.wake())
        .flatMap(activation -> desk.shown(caller, activation));
  }

  private Mono<Activation> test(
      Caller caller, Activation activation, Shelf shelf, Catalogue permitted) {
    Submission plan =
        ActivationDesk.spec(permitted, activation)
            .map(agent -> test.of(caller, agent, shelf.catalogue()))
            .orElseThrow(() -> ApiProblem.notFound("agent"));
    return activations.test(caller.tenant(), caller.by(), activation.name(), plan);
  }

  @Requires(Permission.PLAN_SUBMIT)
  @PostMapping(path = "/v1/activations/{name}:deactivate", produces = "application/json")
  @Operation(
      summary = "Stop an agent, and read which plans that stops",
      description =
          "Calls that are being made end; from then on steps that name it wait, their timeouts stand"
              + " still, and no new plan may name it. It may be an agent of the catalogue that was"
              + " never activated: then an admin stops it for the whole tenant.")
  Mono<Stopped> deactivate(@AuthenticationPrincipal Caller caller, @PathVariable String name) {
    return activations
        .one(caller.tenant(), name)
        .hasElement()
        .flatMap(stands -> stands ? known(caller, name) : asItShips(caller, name))
        .flatMap(activation -> Mono.zip(desk.shown(caller, activation), plans(caller, name, SHOWN)))
        .map(found -> new Stopped(found.getT1(), found.getT2().planCount(), found.getT2().items()));
  }

  private Mono<Activation> known(Caller caller, String name) {
    return desk.own(caller, name)
        .flatMap(_ -> activations.deactivate(caller.tenant(), caller.by(), name, null));
  }

  private Mono<Activation> asItShips(Caller caller, String name) {
    return shelves
        .of(caller)
        .filter(shelf -> shelf.catalogue().agent(name).isPresent())
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("agent")))
        .doOnNext(_ -> ActivationDesk.refuseUnlessOwn(caller, true))
        .flatMap(_ -> activations.deactivate(caller.tenant(), caller.by(), name, name));
  }

  @Requires(Permission.PLAN_READ)
  @GetMapping(path = "/v1/activations/{name}/plans", produces = "application/json")
  @Operation(
      summary = "List the plans that stopping an agent would stop, or stops",
      description =
          "Plans that have not ended and name it in a step that has not. Any agent's name will do.")
  Mono<Plans> plans(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String name,
      @Parameter(description = "1 to 200") @RequestParam(defaultValue = "") String limit) {
    return plans(caller, name, Parameters.limit(limit, SHOWN));
  }

  private Mono<Plans> plans(Caller caller, String name, int limit) {
    return Mono.zip(
            activations.planCount(caller.tenant(), name),
            activations.plans(caller.tenant(), name, limit))
        .map(found ->
            new Plans(found.getT1(), found.getT2().stream().map(ActivationOrders::view).toList()));
  }

  private static PlanView view(ActivationUse.PlanSteps plan) {
    return new PlanView(plan.plan().toString(), plan.steps());
  }
}
