package dev.cadre.api.access;

import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.api.runtime.Fields;
import dev.cadre.api.runtime.Parameters;
import dev.cadre.api.runtime.Versions;
import dev.cadre.stores.access.AccountChange;
import dev.cadre.stores.access.AccountRead;
import dev.cadre.stores.access.Accounts;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.access.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
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

/** The accounts of the caller's tenant. */
@RestController
@Tag(name = "Accounts")
class AccountController {

  private static final int PAGE = 50;

  private final Accounts accounts;
  private final AccountDesk desk;

  AccountController(Accounts accounts, AccountDesk desk) {
    this.accounts = accounts;
    this.desk = desk;
  }

  @Requires(Permission.ACCOUNT_READ)
  @GetMapping(path = "/v1/accounts", produces = "application/json")
  @Operation(summary = "List accounts, by name")
  Mono<AccountView.Page> list(
      @AuthenticationPrincipal Caller caller,
      @RequestParam(defaultValue = "") String role,
      @Parameter(description = "active or disabled") @RequestParam(defaultValue = "") String status,
      @RequestParam(defaultValue = "") String cursor,
      @Parameter(description = "1 to 200") @RequestParam(defaultValue = "") String limit) {
    int size = Parameters.limit(limit, PAGE);
    if (!role.isEmpty() && Role.of(role).isEmpty()) {
      throw ApiProblem.parameter("role", "is one of " + List.of(Role.values()) + ".");
    }
    var filter =
        new Accounts.Filter(role.isEmpty() ? null : role, active(status), after(cursor), size + 1);
    return accounts.page(caller.tenant(), filter).map(found -> page(found, size));
  }

  private static @Nullable Boolean active(String status) {
    return switch (status.toUpperCase(Locale.ROOT)) {
      case "" -> null;
      case "ACTIVE" -> true;
      case "DISABLED" -> false;
      default -> throw ApiProblem.parameter("status", "is active or disabled.");
    };
  }

  private static @Nullable String after(String cursor) {
    try {
      return cursor.isEmpty()
          ? null
          : new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiProblem.parameter("cursor", "is not one that a list gave.");
    }
  }

  private static AccountView.Page page(List<AccountRead> found, int size) {
    String next =
        found.size() > size
            ? Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(found.get(size - 1).name().getBytes(StandardCharsets.UTF_8))
            : null;
    return new AccountView.Page(found.stream().limit(size).map(AccountView::of).toList(), next);
  }

  @Requires(Permission.ACCOUNT_MANAGE)
  @PostMapping(path = "/v1/accounts", consumes = "application/json", produces = "application/json")
  @Operation(summary = "Make an account, of a person or a service")
  Mono<ResponseEntity<AccountView>> create(
      @AuthenticationPrincipal Caller caller,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    Fields fields = Fields.of(body, type);
    AccountBody account = AccountBody.read(fields);
    fields.end();
    return desk.create(caller, account)
        .map(made ->
            ResponseEntity.status(HttpStatus.CREATED)
                .header("Location", "/v1/accounts/" + made.name())
                .eTag(Versions.tag(made.version()))
                .body(AccountView.of(made)));
  }

  @Requires(Permission.ACCOUNT_READ)
  @GetMapping(path = "/v1/accounts/{account}", produces = "application/json")
  @Operation(summary = "Read an account")
  Mono<ResponseEntity<AccountView>> one(
      @AuthenticationPrincipal Caller caller, @PathVariable String account) {
    return accounts
        .one(caller.tenant(), account)
        .map(AccountController::whole)
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("account")));
  }

  @Requires(Permission.ACCOUNT_MANAGE)
  @PatchMapping(
      path = "/v1/accounts/{account}",
      consumes = "application/json",
      produces = "application/json")
  @Operation(
      summary = "Change roles, status, name or e-mail address of an account; needs If-Match",
      description =
          "Disabled, its sessions and keys let nobody in and its plans call nothing more.")
  Mono<ResponseEntity<AccountView>> change(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String account,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    int version = Versions.of(ifMatch);
    Fields fields = Fields.of(body, type);
    AccountChange change = AccountBody.change(fields);
    fields.end();
    return desk.change(caller, account, version, change).map(AccountController::whole);
  }

  @Requires(value = Permission.ACCOUNT_MANAGE, cost = 100)
  @PostMapping(path = "/v1/accounts/{account}:set-password", consumes = "application/json")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(summary = "Set an account's password; ends its sessions")
  Mono<Void> setPassword(
      @AuthenticationPrincipal Caller caller,
      @PathVariable String account,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type) {
    Fields fields = Fields.of(body, type);
    String password = fields.text("password", AccountBody.PASSWORD, "1 to 256 characters.");
    fields.end();
    return desk.setPassword(caller, account, password);
  }

  private static ResponseEntity<AccountView> whole(AccountRead read) {
    return ResponseEntity.ok().eTag(Versions.tag(read.version())).body(AccountView.of(read));
  }
}
