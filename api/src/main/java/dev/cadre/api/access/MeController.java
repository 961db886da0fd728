package dev.cadre.api.access;

import dev.cadre.api.runtime.Fields;
import dev.cadre.stores.access.Principal;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.access.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Who the caller is. */
@RestController
@Tag(name = "Accounts")
class MeController {

  private final AccountDesk desk;

  /**
   * The caller.
   *
   * @param permissions of this credential; an API key's may be fewer than the account's
   */
  record Me(
      String tenant,
      String name,
      Principal.Kind kind,
      List<Role> roles,
      List<Permission> permissions) {}

  MeController(AccountDesk desk) {
    this.desk = desk;
  }

  @Requires(Permission.SELF)
  @GetMapping(path = "/v1/me", produces = "application/json")
  @Operation(summary = "Who you are and what you may do")
  Me me(@AuthenticationPrincipal Caller caller) {
    return new Me(
        caller.tenant().toString(),
        caller.name(),
        caller.principal().kind(),
        caller.principal().roles().stream().sorted().toList(),
        caller.permissions().stream().sorted().toList());
  }

  @Requires(value = Permission.SELF, cost = 100)
  @PostMapping(path = "/v1/me:change-password", consumes = "application/json")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(summary = "Change your password; ends all your sessions, this one too")
  Mono<Void> changePassword(
      @AuthenticationPrincipal Caller caller,
      @RequestBody(required = false) byte @Nullable [] body,
      @RequestHeader("Content-Type") MediaType type,
      ServerWebExchange exchange) {
    Fields fields = Fields.of(body, type);
    String current = fields.text("current", AccountBody.PASSWORD, "your password as it is.");
    String password = fields.text("password", AccountBody.PASSWORD, "1 to 256 characters.");
    fields.end();
    return desk.changePassword(caller, current, password, exchange);
  }
}
