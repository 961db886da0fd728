package dev.cadre.stores.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.audit.By;
import dev.cadre.stores.runtime.ChangeRefused;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.access.AccountId;
import dev.cadre.workflows.access.Role;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whom an identity provider vouches for, and logins that have begun there. */
class SubjectsIT {

  private static final Duration LIFE = Duration.ofMinutes(10);

  private final TestStore store = TestStore.open();
  private final Clock clock = Clock.systemUTC();
  private final Accounts accounts = new Accounts(store.postgres(), store.keys(), clock);
  private final Principals principals = new Principals(store.postgres(), clock);
  private final OidcLogins logins = new OidcLogins(store.postgres(), clock);
  private final String name = "u" + UUID.randomUUID().toString().substring(0, 8);
  private final Subject subject = new Subject("https://id.example", "sub-" + name);

  private void create(String name, String email, Subject subject) {
    accounts
        .create(
            TestStore.TENANT,
            By.SYSTEM,
            new AccountId(UUID.randomUUID()),
            new NewAccount(
                name, Principal.Kind.PERSON, Set.of(Role.MEMBER), null, email, null, subject))
        .block();
  }

  @Test
  void findsAnAccountByIssuerAndSubjectInItsTenantOnly() {
    create(name, null, subject);

    assertThat(principals.of(TestStore.TENANT, subject).block().name()).isEqualTo(name);
    assertThat(
            principals
                .of(TestStore.TENANT, new Subject("https://id.example/", subject.name()))
                .block())
        .isNull();
    assertThat(
            principals.of(TestStore.TENANT, new Subject(subject.issuer(), "SUB-" + name)).block())
        .isNull();
    assertThat(principals.of(new TenantId(UUID.randomUUID()), subject).block()).isNull();
  }

  @Test
  void saysWhichOfNameSubjectAndAddressIsTaken() {
    create(name, name + "@acme.com", subject);

    refuses(ChangeRefused.Reason.NAME_TAKEN, name, null, subject);
    refuses(ChangeRefused.Reason.SUBJECT_TAKEN, name + "2", null, subject);
    refuses(ChangeRefused.Reason.EMAIL_TAKEN, name + "2", name + "@acme.com", null);
  }

  private void refuses(ChangeRefused.Reason reason, String name, String email, Subject subject) {
    assertThatThrownBy(() -> create(name, email, subject))
        .isInstanceOfSatisfying(
            ChangeRefused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  @Test
  void keepsWhenSomebodyCameInWithoutMakingAnotherVersion() {
    create(name, null, subject);
    accounts.signedIn(TestStore.TENANT, By.SYSTEM, name, "oidc").block();

    AccountRead read = accounts.one(TestStore.TENANT, name).block();
    assertThat(read.lastLoginAt()).isNotNull();
    assertThat(read.version()).isEqualTo(1);
  }

  @Test
  void usesALoginUpOnceAndOnlyWhereItBegan() {
    var login = new OidcLogins.Begun("corp", "state-" + name, "browser");
    logins.begin(login, LIFE).block();

    assertThat(logins.take(new OidcLogins.Begun("corp", login.state(), "other")).block()).isFalse();
    assertThat(logins.take(new OidcLogins.Begun("else", login.state(), "browser")).block())
        .isFalse();
    assertThat(logins.take(login).block()).isTrue();
    assertThat(logins.take(login).block()).isFalse();
  }

  @Test
  void forgetsLoginsThatNobodyCameBackFrom() throws Exception {
    var login = new OidcLogins.Begun("corp", "late-" + name, "browser");
    logins.begin(login, LIFE).block();
    var later =
        new OidcLogins(
            store.postgres(), Clock.fixed(Instant.now().plus(LIFE.plusSeconds(1)), ZoneOffset.UTC));

    assertThat(later.take(login).block()).isFalse();
    assertThat(later.deleteExpired(1000).block()).isPositive();
    assertThat(logins.take(login).block()).isFalse();
  }
}
