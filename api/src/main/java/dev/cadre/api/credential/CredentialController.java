package dev.cadre.api.credential;

import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.CredentialTests;
import dev.cadre.api.runtime.Fields;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.api.runtime.Versions;
import dev.cadre.stores.credential.CredentialRead;
import dev.cadre.stores.credential.TenantCredentials;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.credential.CredentialOutcome;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The credentials of the caller's tenant. Their secrets are written, and never read. */
@RestController
@Tag(name = "Credentials")
class CredentialController {

  private static final int PAGE = 50;

  private final TenantCredentials credentials;
  private final CredentialTests tests;

  /** Credentials by name. */
  record Credentials(List<CredentialRead> items, @Nullable String next) {}

  CredentialController(TenantCredentials credentials, CredentialTests tests) {
    this.credentials = credentials;
    this.tests = tests;
  }

  @Requires(Permission.TENANT_READ)
  @GetMapping(path = "/v1/credentials", produces = "application/json")
  @Operation(summary = "List your tenant's credentials by name, without secrets")
  Mono<Credentials> list(
      @AuthenticationPrincipal Caller caller,
      @RequestParam(defaultValue = "") String cursor,
      @Parameter(description = "1 to 200") @RequestParam(defaultValue = "") String limit) {
    int size = Parameters.limit(limit, PAGE);
    return credentials
        .page(caller.tenant(), Parameters.name(cursor), size + 1)
        .map(found ->
            found.size() <= size
                ? new Credentials(found, null)
                : new Credentials(
                    found.subList(0, size), Parameters.after(found.get(size - 1).name())));
  }

  @Requires(Permission.TENANT_READ)
  @GetMapping(path = "/v1/credentials/{name}", produces = "application/json")
  @Operation(summary = "Read a credential, without its secrets")
  Mono<ResponseEntity<CredentialRead>> read(
      @AuthenticationPrincipal Caller caller, @PathVariable String name) {
    return credentials
        .one(caller.tenant(), name)
        .map(one -> whole(HttpStatus.OK, one))
        .switchIfEmpty(none());
  }

  @Requires(Permission.TENANT_MANAGE)
  @PostMapping(
      path = "/v1/credentials",
      consumes = "application/json",
      produces = "application/json")
  @Operation(
      summary = "Add a credential; it is stored sealed, and its secrets are never shown",
      description = "Tools name a credential; each tenant has its own of that name.")
  Mono<ResponseEntity<CredentialRead>> add(
      @AuthenticationPrincipal Caller caller,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    return credentials
        .add(caller.tenant(), caller.by(), CredentialBody.read(Fields.of(body, type), null))
        .map(one -> whole(HttpStatus.CREATED, one));
  }

  @Requires(Permission.TENANT_MANAGE)
  @PutMapping(
      path = "/v1/credentials/{name}",
      consumes = "application/json",
      produces = "application/json")
  @Operation(summary = "Replace a credential whole, its secrets too; needs If-Match")
  Mono<ResponseEntity<CredentialRead>> replace(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String name,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    int version = Versions.of(ifMatch);
    return credentials
        .replace(
            caller.tenant(), caller.by(), CredentialBody.read(Fields.of(body, type), name), version)
        .map(one -> whole(HttpStatus.OK, one))
        .switchIfEmpty(none());
  }

  @Requires(Permission.TENANT_MANAGE)
  @DeleteMapping(path = "/v1/credentials/{name}", produces = "application/json")
  @Operation(summary = "Delete a credential; tools that name it cannot be used any more")
  Mono<CredentialRead> delete(@AuthenticationPrincipal Caller caller, @PathVariable String name) {
    return credentials.delete(caller.tenant(), caller.by(), name).switchIfEmpty(none());
  }

  @Requires(value = Permission.TENANT_MANAGE, cost = 10)
  @PostMapping(path = "/v1/credentials/{name}:test", produces = "application/json")
  @Operation(
      summary = "Try a credential: a worker calls whom it is for",
      description =
          "Nothing is sent or changed there. Of the kinds api_key, bearer and basic there is"
              + " nothing to call without a tool: 409 NOT_TESTABLE.")
  Mono<CredentialOutcome> test(@AuthenticationPrincipal Caller caller, @PathVariable String name) {
    return credentials
        .one(caller.tenant(), name)
        .switchIfEmpty(none())
        .doOnNext(CredentialController::testable)
        .flatMap(_ -> tests.run(caller.tenant(), name))
        .delayUntil(outcome -> credentials.told(caller.tenant(), caller.by(), name, outcome));
  }

  private static void testable(CredentialRead one) {
    if (!one.kind().testable()) {
      throw ApiProblem.of(
          HttpStatus.CONFLICT,
          "NOT_TESTABLE",
          "A credential of the kind "
              + one.kind().wire()
              + " says nothing of where it is used; try a tool that names it.");
    }
  }

  private static ResponseEntity<CredentialRead> whole(HttpStatus status, CredentialRead one) {
    return ResponseEntity.status(status).eTag(Versions.tag(one.version())).body(one);
  }

  private static <T> Mono<T> none() {
    return Mono.error(() -> ApiProblem.notFound("credential"));
  }
}
