package dev.cadre.api.access;

import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.stores.access.AccountChange;
import dev.cadre.stores.access.AccountRead;
import dev.cadre.stores.access.Accounts;
import dev.cadre.stores.access.NewAccount;
import dev.cadre.workflows.access.AccountId;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.access.Role;
import dev.cadre.workflows.plan.Problem;
import dev.cadre.workflows.runtime.Uuid7;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Makes and changes accounts. Nobody gives a role, or touches an account that has one, which they
 * could not give themselves: else an admin would become an owner by an owner's password.
 */
@Component
public class AccountDesk {

  private final Accounts accounts;
  private final Passwords passwords;
  private final SignInLimits limits;
  private final AccessAudit audit;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  AccountDesk(
      Accounts accounts, Passwords passwords, SignInLimits limits, AccessAudit audit, Clock clock) {
    this.limits = limits;
    this.audit = audit;
    this.accounts = accounts;
    this.passwords = passwords;
    this.clock = clock;
  }

  Mono<AccountRead> create(Caller caller, AccountBody body) {
    refuseEscalation(caller, body.roles());
    return prepared(body)
        .flatMap(account ->
            accounts.create(
                caller.tenant(),
                caller.by(),
                new AccountId(Uuid7.of(clock.millis(), random)),
                account));
  }

  /** An account with its password checked and hashed. */
  public Mono<NewAccount> prepared(AccountBody body) {
    return hash(body.password(), body.name(), body.email())
        .map(hash ->
            new NewAccount(
                body.name(),
                body.kind(),
                body.roles(),
                body.fullName(),
                body.email(),
                hash.orElse(null),
                body.subject()));
  }

  Mono<AccountRead> change(Caller caller, String name, int version, AccountChange change) {
    Set<Role> roles = change.roles();
    refuseEscalation(caller, roles == null ? Set.of() : roles);
    return theirs(caller, name)
        .flatMap(_ -> accounts.change(caller.tenant(), caller.by(), name, version, change));
  }

  Mono<Void> setPassword(Caller caller, String name, String password) {
    return theirs(caller, name).flatMap(account -> replace(caller, account, password)).then();
  }

  /** Changes one's own password, which is asked for once more. */
  Mono<Void> changePassword(
      Caller caller, String current, String password, ServerWebExchange exchange) {
    return limits
        .take(caller.tenant() + "/" + caller.name(), exchange)
        .then(accounts.password(caller.tenant(), caller.name()))
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty())
        .flatMap(hash -> passwords.matches(current, hash.orElse(null)))
        .filter(right -> right)
        .switchIfEmpty(audit.passwordWrong(caller).then(Mono.error(AccountDesk::passwordWrong)))
        .then(accounts.one(caller.tenant(), caller.name()))
        .flatMap(account -> replace(caller, account, password))
        .then();
  }

  private static ApiProblem passwordWrong() {
    return ApiProblem.of(HttpStatus.FORBIDDEN, "PASSWORD_WRONG", "`current` is not your password.");
  }

  private Mono<Boolean> replace(Caller caller, AccountRead account, String password) {
    return hash(password, account.name(), account.email())
        .flatMap(hash ->
            accounts.setPassword(caller.tenant(), caller.by(), account.name(), hash.orElseThrow()))
        .filter(set -> set)
        .switchIfEmpty(
            Mono.error(() ->
                ApiProblem.of(
                    HttpStatus.CONFLICT,
                    "NO_PASSWORD",
                    "A service has API keys and no password.")));
  }

  /** An account that the caller may act on. */
  Mono<AccountRead> theirs(Caller caller, String name) {
    return accounts
        .one(caller.tenant(), name)
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("account")))
        .doOnNext(account -> refuseEscalation(caller, account.roles()));
  }

  private static void refuseEscalation(Caller caller, Collection<Role> roles) {
    Set<Role> own = caller.principal().roles();
    for (Role role : roles) {
      // A key with scopes makes nobody who may more than it.
      Set<Permission> given = Role.permissions(Set.of(role), caller.principal().operating());
      if (!role.grantableBy(own) || !caller.permissions().containsAll(given)) {
        throw ApiProblem.of(
            HttpStatus.FORBIDDEN,
            "ROLE_NOT_YOURS_TO_GIVE",
            "Only an owner acts on accounts with the role owner, and no key on what is more than its"
                + " scopes: `"
                + role.wire()
                + "`.");
      }
    }
  }

  /** The hash of a password that is not easily guessed; empty without one. */
  Mono<Optional<String>> hash(@Nullable String password, String name, @Nullable String email) {
    if (password == null) {
      return Mono.just(Optional.empty());
    }
    return passwords
        .weakness(password, email == null ? List.of(name) : List.of(name, email))
        .flatMap(weakness ->
            weakness.isPresent()
                ? Mono.error(weak(weakness.get()))
                : passwords.hash(password).map(Optional::of));
  }

  private static ApiProblem weak(String sentence) {
    return ApiProblem.of(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "PASSWORD_WEAK",
        sentence,
        List.of(new Problem(Problem.Code.OUT_OF_RANGE, "/password", sentence)));
  }
}
