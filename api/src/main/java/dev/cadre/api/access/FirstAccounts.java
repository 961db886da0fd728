package dev.cadre.api.access;

import dev.cadre.api.runtime.TokenSettings;
import dev.cadre.stores.access.Accounts;
import dev.cadre.stores.access.ApiKeys;
import dev.cadre.stores.access.NewAccount;
import dev.cadre.stores.access.Principal;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.runtime.ChangeRefused;
import dev.cadre.workflows.access.AccountId;
import dev.cadre.workflows.access.ApiKey;
import dev.cadre.workflows.access.Role;
import dev.cadre.workflows.runtime.Uuid7;
import dev.cadre.workflows.tenant.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Lets the first people in: an owner of the operating tenant and, on a machine of one's own, a
 * requester and a reviewer. Their API keys stand in files that the settings name; a key that was
 * revoked, and an account that was disabled, stay so.
 */
@Component
public class FirstAccounts {

  private final TokenSettings settings;
  private final Accounts accounts;
  private final ApiKeys keys;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  FirstAccounts(TokenSettings settings, Accounts accounts, ApiKeys keys, Clock clock) {
    this.settings = settings;
    this.accounts = accounts;
    this.keys = keys;
    this.clock = clock;
  }

  /** Makes what is missing. */
  public Mono<Void> admit() {
    return admit("owner", Set.of(Role.OWNER), settings.ownerFile())
        .then(admit("requester", Set.of(Role.MEMBER), settings.requesterFile()))
        .then(admit("reviewer", Set.of(Role.MEMBER, Role.REVIEWER), settings.reviewerFile()));
  }

  private Mono<Void> admit(String name, Set<Role> roles, @Nullable Path file) {
    return file == null
        ? Mono.empty()
        : Mono.fromCallable(() -> read(file, "cadre.tokens." + name + "-file"))
            .flatMap(key ->
                account(key.tenant(), name, roles)
                    .then(keys.admit(key, name, "made at the first start")));
  }

  private Mono<Void> account(TenantId tenant, String name, Set<Role> roles) {
    var id = new AccountId(Uuid7.of(clock.millis(), random));
    var account = new NewAccount(name, Principal.Kind.PERSON, roles, null, null, null, null);
    return accounts
        .one(tenant, name)
        .switchIfEmpty(accounts.create(tenant, By.SYSTEM, id, account))
        .onErrorResume(ChangeRefused.class, _ -> Mono.empty())
        .then();
  }

  private static ApiKey read(Path file, String setting) {
    try {
      return ApiKey.read(Files.readString(file).strip())
          .orElseThrow(
              () -> new IllegalStateException(file + " (" + setting + ") holds no API key"));
    } catch (IOException e) {
      throw new IllegalStateException(file + " (" + setting + ") cannot be read", e);
    }
  }
}
