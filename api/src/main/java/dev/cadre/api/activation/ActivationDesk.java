package dev.cadre.api.activation;

import dev.cadre.api.access.Caller;
import dev.cadre.api.activation.ActivationView.SetupStep;
import dev.cadre.api.agent.Shelf;
import dev.cadre.api.agent.Shelves;
import dev.cadre.api.plan.Dispatcher;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.stores.activation.Activation;
import dev.cadre.stores.activation.Activations;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.llm.Routes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Finds activations that a caller may see or change, and shows them. */
@Component
class ActivationDesk {

  private final Activations activations;
  private final Shelves shelves;
  private final Dispatcher dispatcher;

  ActivationDesk(Activations activations, Shelves shelves, Dispatcher dispatcher) {
    this.activations = activations;
    this.shelves = shelves;
    this.dispatcher = dispatcher;
  }

  /** Those that a caller may see, by name: the tenant's, its own; all, who reads its settings. */
  Mono<Stream<ActivationView>> all(Caller caller) {
    return Mono.zip(activations.all(caller.tenant()), shelves.permitted(caller))
        .map(found ->
            found.getT1().stream()
                .filter(activation -> sees(caller, activation))
                .map(activation ->
                    ActivationView.of(
                        activation,
                        spec(found.getT2(), activation).map(AgentSpec::route).orElse(null),
                        null,
                        null)));
  }

  /** One that the caller may see; 404 otherwise. */
  Mono<Activation> seen(Caller caller, String name) {
    return activations
        .one(caller.tenant(), name)
        .filter(activation -> sees(caller, activation))
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("activation")));
  }

  /** One that the caller may change: 404 where it may not see it, 403 where it is not its own. */
  Mono<Activation> own(Caller caller, String name) {
    return seen(caller, name)
        .doOnNext(activation -> refuseUnlessOwn(caller, !caller.name().equals(activation.owner())));
  }

  private static boolean sees(Caller caller, Activation activation) {
    return activation.owner() == null
        || activation.owner().equals(caller.name())
        || caller.may(Permission.TENANT_READ);
  }

  /** What is not the caller's own is the admins' to change. */
  static void refuseUnlessOwn(Caller caller, boolean others) {
    if (others && !caller.may(Permission.TENANT_MANAGE)) {
      throw ApiProblem.of(
          HttpStatus.FORBIDDEN,
          "FORBIDDEN",
          "What is not yours is your tenant's admins' to change; make one of your own instead.");
    }
  }

  /** Sends what a change has to tell plans. */
  void wake() {
    dispatcher.wake();
  }

  /** Whole. */
  Mono<ActivationView> shown(Caller caller, Activation activation) {
    return Mono.zip(
            shelves.of(caller),
            activations.planCount(caller.tenant(), activation.name()),
            shelves.permitted(caller))
        .map(found -> {
          Optional<AgentSpec> spec = spec(found.getT3(), activation);
          return ActivationView.of(
              activation,
              spec.map(AgentSpec::route).orElse(null),
              spec.map(agent -> setup(found.getT1(), agent, activation)).orElse(List.of()),
              found.getT2());
        });
  }

  /**
   * The agent with the activation's settings.
   *
   * @param permitted what the tenant may use, as it ships
   */
  static Optional<AgentSpec> spec(Catalogue permitted, Activation activation) {
    return permitted
        .agent(activation.agent())
        .map(base -> activation.settings().applied(activation.name(), base));
  }

  private static List<SetupStep> setup(Shelf shelf, AgentSpec agent, Activation activation) {
    Routes.Resolution route = Routes.resolve(agent.route(), shelf.catalogue());
    List<String> models =
        route.targets().isEmpty()
            ? List.of("No target of its route can be called: " + route.why() + ".")
            : List.of();
    List<String> tools =
        agent.tools().stream()
            .flatMap(tool -> shelf.why(tool).map(why -> tool + ": " + why).stream())
            .toList();
    String problem = activation.problem();
    boolean tested = activation.testedAt() != null && problem == null;
    return List.of(
        new SetupStep("MODEL", models.isEmpty(), models),
        new SetupStep("PARAMETERS", true, List.of()),
        // An agent does without a tool; so this says what is missing and forbids nothing.
        new SetupStep("INTEGRATIONS", tools.isEmpty(), tools),
        new SetupStep("TEST", tested, problem == null ? List.of() : List.of(problem)));
  }
}
