package dev.cadre.api.activation;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.agent.Page;
import dev.cadre.api.agent.Shelves;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Fields;
import dev.cadre.api.runtime.Versions;
import dev.cadre.stores.activation.Activation;
import dev.cadre.stores.activation.ActivationState;
import dev.cadre.stores.activation.Activations;
import dev.cadre.workflows.access.Permission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Activations of agents: made, set up and looked at. */
@RestController
@Tag(name = "Activations")
class ActivationController {

  private final Activations activations;
  private final ActivationDesk desk;
  private final Shelves shelves;

  ActivationController(Activations activations, ActivationDesk desk, Shelves shelves) {
    this.activations = activations;
    this.desk = desk;
    this.shelves = shelves;
  }

  @Requires(Permission.CATALOGUE_READ)
  @GetMapping(path = "/v1/activations", produces = "application/json")
  @Operation(
      summary = "List the agents that your tenant has activated or stopped, and your own",
      description = "An agent of the catalogue that is not among them is at work as it ships.")
  Mono<Page<ActivationView>> list(
      @AuthenticationPrincipal Caller caller,
      @RequestParam(defaultValue = "") String agent,
      @Parameter(description = "such as ACTIVE") @RequestParam(defaultValue = "") String state,
      @RequestParam(defaultValue = "") String cursor,
      @Parameter(description = "1 to 200") @RequestParam(defaultValue = "") String limit) {
    @Nullable ActivationState wanted = state.isEmpty() ? null : state(state);
    return desk.all(caller)
        .map(all ->
            Page.of(
                all.filter(view -> agent.isEmpty() || agent.equals(view.agent()))
                    .filter(view -> wanted == null || wanted == view.state()),
                ActivationView::name,
                cursor,
                limit));
  }

  private static ActivationState state(String word) {
    for (ActivationState state : ActivationState.values()) {
      if (state.name().equals(word)) {
        return state;
      }
    }
    throw ApiProblem.parameter(
        "state", "must be one of " + Arrays.toString(ActivationState.values()) + ".");
  }

  @Requires(Permission.CATALOGUE_READ)
  @GetMapping(path = "/v1/activations/{name}", produces = "application/json")
  @Operation(summary = "Read an activation, with what it still needs to work")
  Mono<ResponseEntity<ActivationView>> read(
      @AuthenticationPrincipal Caller caller, @PathVariable String name) {
    return desk.seen(caller, name).flatMap(found -> whole(caller, found, HttpStatus.OK));
  }

  private Mono<ResponseEntity<ActivationView>> whole(
      Caller caller, Activation activation, HttpStatus status) {
    return desk.shown(caller, activation)
        .map(view -> ResponseEntity.status(status).eTag(Versions.tag(view.version())).body(view));
  }

  @Requires(Permission.PLAN_SUBMIT)
  @PostMapping(
      path = "/v1/activations",
      consumes = {"application/json", "application/yaml"},
      produces = "application/json")
  @Operation(
      summary = "Set an agent up under a name, for yourself or (admins) for the whole tenant",
      description = "It works once its test has passed: POST /v1/activations/{name}:activate.")
  Mono<ResponseEntity<ActivationView>> add(
      @AuthenticationPrincipal Caller caller,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    Fields fields = Fields.of(body, type);
    return shelves
        .permitted(caller)
        .map(catalogue -> ActivationBody.read(fields, catalogue))
        .doOnNext(asked -> ActivationDesk.refuseUnlessOwn(caller, asked.shared()))
        .flatMap(asked ->
            activations.add(
                caller.tenant(),
                caller.by(),
                asked.name(),
                asked.agent(),
                asked.shared() ? null : caller.name(),
                asked.settings()))
        .flatMap(made -> whole(caller, made, HttpStatus.CREATED));
  }

  @Requires(Permission.PLAN_SUBMIT)
  @PatchMapping(
      path = "/v1/activations/{name}",
      consumes = {"application/json", "application/yaml"},
      produces = "application/json")
  @Operation(
      summary = "Change settings of an activation; needs If-Match",
      description =
          "What the body does not name stays; null takes a setting away. While it is at work only `monthlyLimitUsd` may change: deactivate it first for the rest,"
              + " and activate it again, which tests it. One that its limit has paused goes on.")
  Mono<ResponseEntity<ActivationView>> configure(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String name,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    int version = Versions.of(ifMatch);
    Fields fields = Fields.of(body, type);
    return desk.own(caller, name)
        .map(found -> ActivationBody.changed(fields, found.settings()))
        .flatMap(settings ->
            activations.configure(caller.tenant(), caller.by(), name, version, settings))
        .doOnNext(_ -> desk.wake())
        .flatMap(changed -> whole(caller, changed, HttpStatus.OK));
  }

  @Requires(Permission.PLAN_SUBMIT)
  @DeleteMapping("/v1/activations/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      summary = "Forget an activation that is not at work",
      description = "One with its agent's name is then at work as it ships.")
  Mono<Void> delete(@AuthenticationPrincipal Caller caller, @PathVariable String name) {
    return desk.own(caller, name)
        .then(Mono.defer(() -> activations.delete(caller.tenant(), caller.by(), name)))
        .doOnNext(_ -> desk.wake())
        .then();
  }
}
