package dev.cadre.api.activation;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Fields;
import dev.cadre.stores.access.Profiles;
import dev.cadre.stores.activation.ActivationState;
import dev.cadre.stores.runtime.Json;
import dev.cadre.workflows.access.Permission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What the caller has for itself: preferences, and agents at work. */
@RestController
@Tag(name = "Accounts")
class ProfileController {

  private static final int MOST_BYTES = 16 * 1024;

  private final Profiles profiles;
  private final ActivationDesk desk;

  /**
   * The caller's profile.
   *
   * @param preferences a JSON object that its clients keep; nothing here reads it
   * @param activeAgents names of activations that its plans may name now
   */
  record ProfileView(
      String name,
      @Nullable Instant lastLoginAt,
      Map<?, ?> preferences,
      List<String> activeAgents) {}

  ProfileController(Profiles profiles, ActivationDesk desk) {
    this.profiles = profiles;
    this.desk = desk;
  }

  @Requires(Permission.SELF)
  @GetMapping(path = "/v1/me/profile", produces = "application/json")
  @Operation(summary = "Read your preferences, your last sign-in, and your agents at work")
  Mono<ProfileView> read(@AuthenticationPrincipal Caller caller) {
    return Mono.zip(profiles.one(caller.tenant(), caller.name()), desk.all(caller))
        .map(found ->
            new ProfileView(
                caller.name(),
                found.getT1().lastLoginAt(),
                found.getT1().preferences(),
                found
                    .getT2()
                    .filter(view -> view.state() == ActivationState.ACTIVE)
                    .filter(view -> view.shared() || caller.name().equals(view.owner()))
                    .map(ActivationView::name)
                    .toList()))
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("account")));
  }

  @Requires(Permission.SELF)
  @PutMapping(
      path = "/v1/me/profile",
      consumes = {"application/json", "application/yaml"},
      produces = "application/json")
  @Operation(
      summary = "Replace your preferences",
      description = "`preferences`: a JSON object of 16 KiB at most, kept sealed.")
  Mono<ProfileView> prefer(
      @AuthenticationPrincipal Caller caller,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    Fields fields = Fields.of(body, type);
    Map<String, Object> preferences = fields.tree("preferences");
    if (!fields.has("preferences")) {
      fields.refuse("preferences", "`preferences` is missing: an object, {} for none.");
    } else if (preferences != null && Json.bytes(preferences).length > MOST_BYTES) {
      fields.refuse("preferences", "`preferences` is over 16 KiB.");
    }
    fields.end();
    return profiles
        .prefer(caller.tenant(), caller.name(), Objects.requireNonNullElse(preferences, Map.of()))
        .then(Mono.defer(() -> read(caller)));
  }
}
