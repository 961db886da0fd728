package dev.cadre.api.access;

import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.stores.access.AccountRead;
import dev.cadre.stores.access.Accounts;
import dev.cadre.stores.access.ApiKeyRead;
import dev.cadre.stores.access.ApiKeys;
import dev.cadre.workflows.access.ApiKey;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.access.Role;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Makes and ends API keys. A key gives no more than both its maker and its account may, so that no
 * key begets a mightier one.
 */
@Component
class KeyDesk {

  /** So many clients has nobody; a script that makes one a run ends here. */
  private static final int MOST = 100;

  private final ApiKeys keys;
  private final Accounts accounts;
  private final AccountDesk desk;
  private final Clock clock;

  /**
   * A key to be made.
   *
   * @param scopes null: all that the maker's credential and the account may
   * @param life null: it does not expire
   */
  record Order(String label, @Nullable Set<Permission> scopes, @Nullable Duration life) {}

  KeyDesk(ApiKeys keys, Accounts accounts, AccountDesk desk, Clock clock) {
    this.keys = keys;
    this.accounts = accounts;
    this.desk = desk;
    this.clock = clock;
  }

  Mono<List<ApiKeyRead>> of(Caller caller, String account) {
    return accounts
        .one(caller.tenant(), account)
        .switchIfEmpty(Mono.error(() -> ApiProblem.notFound("account")))
        .then(keys.of(caller.tenant(), account));
  }

  Mono<KeyController.Made> make(Caller caller, String account, Order order) {
    return accounts.one(caller.tenant(), account).flatMap(read -> make(caller, read, order));
  }

  Mono<KeyController.Made> makeFor(Caller caller, String account, Order order) {
    return desk.theirs(caller, account).flatMap(read -> make(caller, read, order));
  }

  private Mono<KeyController.Made> make(Caller caller, AccountRead account, Order order) {
    Set<Permission> scopes = scopes(caller, account, order.scopes());
    var key =
        new ApiKeys.NewKey(
            account.name(), order.label(), scopes, caller.shorter(order.life(), clock.instant()));
    return room(caller, account)
        .then(Mono.defer(() -> keys.create(caller.tenant(), caller.by(), key)))
        .flatMap(made -> shown(caller, made));
  }

  private Mono<Void> room(Caller caller, AccountRead account) {
    return keys.of(caller.tenant(), account.name())
        .filter(all -> all.stream().filter(key -> key.live(clock.instant())).count() >= MOST)
        .flatMap(_ ->
            Mono.error(
                ApiProblem.of(
                    HttpStatus.CONFLICT,
                    "TOO_MANY_KEYS",
                    "An account has %d keys that live at most; revoke one that nobody uses."
                        .formatted(MOST))));
  }

  /** Null where the key is to follow its account, whatever that may become. */
  private static @Nullable Set<Permission> scopes(
      Caller caller, AccountRead account, @Nullable Set<Permission> wanted) {
    boolean operating = caller.principal().operating();
    Set<Permission> most = EnumSet.noneOf(Permission.class);
    most.addAll(Role.permissions(account.roles(), operating));
    if (wanted == null && caller.whole()) {
      return null;
    }
    most.retainAll(caller.permissions());
    if (wanted == null) {
      return most;
    }
    if (!most.containsAll(wanted)) {
      Set<Permission> beyond = new TreeSet<>(wanted);
      beyond.removeAll(most);
      throw ApiProblem.of(
          HttpStatus.FORBIDDEN,
          "SCOPE_NOT_YOURS_TO_GIVE",
          "A key gives no more than you and its account may; remove "
              + beyond.stream().map(Permission::wire).toList()
              + ".");
    }
    return wanted;
  }

  private Mono<KeyController.Made> shown(Caller caller, ApiKey made) {
    return keys.one(caller.tenant(), made.id())
        .map(read -> new KeyController.Made(read, made.text()));
  }

  Mono<ApiKeyRead> revoke(Caller caller, UUID id) {
    return mine(caller, id)
        .flatMap(
            _ -> keys.revoke(caller.tenant(), caller.by(), id).then(keys.one(caller.tenant(), id)));
  }

  Mono<KeyController.Made> rotate(Caller caller, UUID id, Duration overlap) {
    return mine(caller, id)
        .filter(key -> key.revokedAt() == null)
        .switchIfEmpty(
            Mono.error(() ->
                ApiProblem.of(
                    HttpStatus.CONFLICT, "KEY_OVER", "This key was revoked; make a new one.")))
        .flatMap(key ->
            successor(caller, key)
                .delayUntil(_ -> keys.expire(caller.tenant(), caller.by(), id, overlap)));
  }

  private Mono<KeyController.Made> successor(Caller caller, ApiKeyRead key) {
    List<String> words = key.scopes();
    Set<Permission> scopes =
        words == null
            ? null
            : words.stream()
                .flatMap(word -> Permission.of(word).stream())
                .collect(Collectors.toSet());
    Duration life =
        key.expiresAt() == null ? null : Duration.between(key.createdAt(), key.expiresAt());
    return make(caller, key.account(), new Order(key.label(), scopes, life));
  }

  /** One's own key, or one of an account that the caller may act on. */
  private Mono<ApiKeyRead> mine(Caller caller, UUID id) {
    return keys.one(caller.tenant(), id)
        .filter(key -> key.account().equals(caller.name()) || caller.may(Permission.ACCOUNT_MANAGE))
        .switchIfEmpty(Mono.error(KeyController::notFound))
        .delayUntil(key ->
            key.account().equals(caller.name())
                ? Mono.empty()
                : desk.theirs(caller, key.account()));
  }
}
