package dev.cadre.api.access;

import dev.cadre.stores.access.Accounts;
import dev.cadre.stores.access.Principal;
import dev.cadre.stores.access.Principals;
import dev.cadre.stores.tenant.Tenants;
import dev.cadre.workflows.tenant.TenantId;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Proves who somebody is by a password. What is wrong is not told apart, neither by words nor by
 * time: an unknown tenant, an unknown name, an account without a password, a wrong password.
 */
@Component
class PasswordSignIn {

  private static final Pattern DOMAIN = Pattern.compile("[a-z0-9.-]{1,253}");

  private final Tenants tenants;
  private final Accounts accounts;
  private final Principals principals;
  private final Passwords passwords;
  private final SignInLimits limits;
  private final AccessAudit audit;

  PasswordSignIn(
      Tenants tenants,
      Accounts accounts,
      Principals principals,
      Passwords passwords,
      SignInLimits limits,
      AccessAudit audit) {
    this.tenants = tenants;
    this.accounts = accounts;
    this.principals = principals;
    this.passwords = passwords;
    this.limits = limits;
    this.audit = audit;
  }

  /**
   * The account whose password this is.
   *
   * @return an error of {@link Unauthenticated}, or of TOO_MANY_SIGN_INS
   */
  Mono<Principal> prove(String domain, String name, String password, ServerWebExchange exchange) {
    String lower = domain.toLowerCase(Locale.ROOT);
    if (!AccountBody.NAME.matcher(name).matches()
        || password.length() > Passwords.LONGEST
        || !DOMAIN.matcher(lower).matches()) {
      // No such account can be: nothing to look for, and nothing to keep.
      return limits.take(exchange).then(Mono.error(PasswordSignIn::failed));
    }
    return limits
        .take(lower + "/" + name, exchange)
        .then(tenants.byDomain(lower))
        // Somebody of no tenant takes as long.
        .defaultIfEmpty(TenantId.NONE)
        .flatMap(tenant ->
            proven(tenant, name, password)
                .onErrorResume(
                    Unauthenticated.class,
                    no ->
                        audit
                            .signInFailed(tenant, lower, name, no.code(), exchange)
                            .then(Mono.error(no))));
  }

  private Mono<Principal> proven(TenantId tenant, String name, String password) {
    return accounts
        .password(tenant, name)
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty())
        .flatMap(hash -> passwords.matches(password, hash.orElse(null)))
        .filter(right -> right)
        .flatMap(_ -> principals.named(tenant, name))
        // That the password was right is not told to who has no account any more.
        .filter(Principal::active)
        .switchIfEmpty(Mono.error(PasswordSignIn::failed));
  }

  private static Unauthenticated failed() {
    return new Unauthenticated("SIGN_IN_FAILED", "Tenant, name or password is not right.");
  }
}
