package dev.cadre.api.access;

import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Fields;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.stores.access.ApiKeyRead;
import dev.cadre.workflows.access.Permission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** API keys: one's own and, for admins, those of the tenant's accounts. */
@RestController
@Tag(name = "API keys")
class KeyController {

  private static final Pattern LABEL = Pattern.compile("[^\\p{Cntrl}]{1,100}");
  private static final Duration LONGEST = Duration.ofDays(3660);
  private static final Duration LONGEST_OVERLAP = Duration.ofDays(30);

  private final KeyDesk desk;

  /** All of an account's keys, newest first. */
  record Keys(List<ApiKeyRead> items) {}

  /**
   * A key that was just made.
   *
   * @param secret the whole key; it is not kept and never shown again
   */
  record Made(ApiKeyRead key, String secret) {

    @Override
    public String toString() {
      return "Made[" + key.id() + "]";
    }
  }

  KeyController(KeyDesk desk) {
    this.desk = desk;
  }

  @Requires(Permission.SELF)
  @GetMapping(path = "/v1/me/keys", produces = "application/json")
  @Operation(summary = "List your API keys")
  Mono<Keys> mine(@AuthenticationPrincipal Caller caller) {
    return desk.of(caller, caller.name()).map(Keys::new);
  }

  @Requires(Permission.SELF)
  @PostMapping(path = "/v1/me/keys", consumes = "application/json", produces = "application/json")
  @Operation(summary = "Make an API key of yours; its secret is shown this once")
  Mono<ResponseEntity<Made>> makeMine(
      @AuthenticationPrincipal Caller caller,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    return desk.make(caller, caller.name(), order(body, type)).map(KeyController::made);
  }

  @Requires(Permission.ACCOUNT_READ)
  @GetMapping(path = "/v1/accounts/{account}/keys", produces = "application/json")
  @Operation(summary = "List the API keys of an account")
  Mono<Keys> theirs(@AuthenticationPrincipal Caller caller, @PathVariable String account) {
    return desk.of(caller, account).map(Keys::new);
  }

  @Requires(Permission.ACCOUNT_MANAGE)
  @PostMapping(
      path = "/v1/accounts/{account}/keys",
      consumes = "application/json",
      produces = "application/json")
  @Operation(summary = "Make an API key for an account; its secret is shown this once")
  Mono<ResponseEntity<Made>> makeTheirs(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String account,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    KeyDesk.Order order = order(body, type);
    return desk.makeFor(caller, account, order).map(KeyController::made);
  }

  @Requires(Permission.SELF)
  @PostMapping(path = "/v1/keys/{key}:revoke", produces = "application/json")
  @Operation(summary = "Revoke an API key, yours or as an admin; it lets nobody in from now on")
  Mono<ApiKeyRead> revoke(@AuthenticationPrincipal Caller caller, @PathVariable String key) {
    return desk.revoke(caller, Parameters.key(key));
  }

  @Requires(Permission.SELF)
  @PostMapping(
      path = "/v1/keys/{key}:rotate",
      consumes = "application/json",
      produces = "application/json")
  @Operation(
      summary = "Make a successor of an API key; the old one goes on for `overlap`",
      description = "`overlap` is P1D by default, at most P30D.")
  Mono<ResponseEntity<Made>> rotate(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String key,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    Fields fields = Fields.of(body, type);
    Duration overlap = fields.duration("overlap", LONGEST_OVERLAP);
    fields.end();
    return desk.rotate(caller, Parameters.key(key), overlap == null ? Duration.ofDays(1) : overlap)
        .map(KeyController::made);
  }

  private static KeyDesk.Order order(byte @Nullable [] body, MediaType type) {
    Fields fields = Fields.of(body, type);
    var order =
        new KeyDesk.Order(
            fields.text("label", LABEL, "what the key is for, 1 to 100 characters."),
            fields.words(
                "scopes",
                word -> Permission.of(word).orElse(null),
                "a list of permissions, as GET /v1/me names them."),
            fields.duration("expiresIn", LONGEST));
    Set<Permission> scopes = order.scopes();
    if (scopes != null && scopes.isEmpty()) {
      fields.refuse("scopes", "A key without any scope does nothing; leave `scopes` out for all.");
    }
    fields.end();
    return order;
  }

  private static ResponseEntity<Made> made(Made made) {
    return ResponseEntity.status(HttpStatus.CREATED)
        .cacheControl(CacheControl.noStore())
        .body(made);
  }

  /** A key that does not exist, or is not the caller's to know of. */
  static ApiProblem notFound() {
    return ApiProblem.notFound("API key");
  }
}
