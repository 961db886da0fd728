package dev.cadre.api.access;

import dev.cadre.api.identity.Vouched;
import dev.cadre.stores.access.AccountChange;
import dev.cadre.stores.access.Accounts;
import dev.cadre.stores.access.NewAccount;
import dev.cadre.stores.access.Principal;
import dev.cadre.stores.access.Principals;
import dev.cadre.stores.access.Subject;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.runtime.ChangeRefused;
import dev.cadre.stores.runtime.ChangeRefused.Reason;
import dev.cadre.workflows.access.AccountId;
import dev.cadre.workflows.access.Role;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.runtime.Uuid7;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Clock;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The accounts of those whom an identity provider vouches for. They are found by issuer and subject
 * alone: names and addresses of a provider's people may change hands.
 */
@Component
class Subjects {

  private static final Logger LOG = LoggerFactory.getLogger(Subjects.class);
  private static final int NAME = 50;
  private static final int SUFFIX = 8;

  private final Principals principals;
  private final Accounts accounts;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  Subjects(Principals principals, Accounts accounts, Clock clock) {
    this.principals = principals;
    this.accounts = accounts;
    this.clock = clock;
  }

  /**
   * The active account of somebody who sends a token.
   *
   * @return an error of {@link Unauthenticated}
   */
  Mono<Principal> known(Vouched who) {
    return principals
        .of(who.tenant(), who.subject())
        .switchIfEmpty(Mono.defer(() -> admitted(who)))
        .filter(Principal::active)
        .switchIfEmpty(Mono.error(Unauthenticated::disabled));
  }

  /** As {@link #known}, of somebody who signs in: then roles follow the provider's claim. */
  Mono<Principal> signedIn(Vouched who) {
    return known(who)
        .flatMap(account -> {
          Set<Role> roles = who.roles(account.roles());
          return who.settings().rolesClaim() == null || roles.equals(account.roles())
              ? Mono.just(account)
              : follow(account, roles).thenReturn(account);
        });
  }

  private Mono<Void> follow(Principal account, Set<Role> roles) {
    return accounts
        .change(
            account.tenant(),
            By.SYSTEM,
            account.name(),
            null,
            new AccountChange(roles, null, null, null))
        .onErrorResume(
            ChangeRefused.class,
            refused -> {
              LOG.atWarn()
                  .addKeyValue("account", account.account())
                  .addKeyValue("reason", refused.reason())
                  .log("Roles do not follow the identity provider");
              return Mono.empty();
            })
        .then();
  }

  private Mono<Principal> admitted(Vouched who) {
    if (!who.settings().trustNewSubjects()) {
      return Mono.error(
          new Unauthenticated(
              "ACCOUNT_UNKNOWN",
              "The token is good, but no account here is yours; ask an admin to make one."));
    }
    String name = name(who.calledName());
    return create(who, name, who.email())
        .onErrorResume(
            ChangeRefused.class,
            refused ->
                refused.reason() == Reason.NAME_TAKEN
                    ? create(who, name + "-" + suffix(who.subject()), who.email())
                    : Mono.error(refused))
        // Made by another request meanwhile.
        .onErrorResume(
            refused -> refused instanceof ChangeRefused it && it.reason() == Reason.SUBJECT_TAKEN,
            _ -> Mono.empty())
        .then(principals.of(who.tenant(), who.subject()));
  }

  /** An address that another account has is left out: it proves nothing about the other account. */
  private Mono<Void> create(Vouched who, String name, @Nullable String email) {
    var account =
        new NewAccount(name, Principal.Kind.PERSON, who.roles(), null, email, null, who.subject());
    var id = new AccountId(Uuid7.of(clock.millis(), random));
    return accounts
        .create(who.tenant(), By.SYSTEM, id, account)
        .then()
        .onErrorResume(
            refused ->
                email != null
                    && refused instanceof ChangeRefused it
                    && it.reason() == Reason.EMAIL_TAKEN,
            _ -> create(who, name, null));
  }

  /** A name of ours after one of theirs: of {@code Zoë.Doe@acme.com}, {@code zoe.doe}. */
  static String name(String theirs) {
    String local = theirs.indexOf('@') > 0 ? theirs.substring(0, theirs.indexOf('@')) : theirs;
    String plain =
        Normalizer.normalize(local, Normalizer.Form.NFKD)
            .replaceAll("\\p{M}", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9._-]+", "-")
            .replaceAll("^[^a-z0-9]+|[^a-z0-9]+$", "");
    String led = plain.isEmpty() || !Character.isLetter(plain.charAt(0)) ? "u" + plain : plain;
    return led.substring(0, Math.min(NAME, led.length()));
  }

  private static String suffix(Subject subject) {
    String both = subject.issuer() + "\n" + subject.name();
    String digest = CanonicalJson.sha256(both.getBytes(StandardCharsets.UTF_8));
    return digest.substring(digest.length() - SUFFIX);
  }
}
