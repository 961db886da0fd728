package dev.cadre.stores.access;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.ChangeRefused;
import dev.cadre.stores.runtime.ChangeRefused.Reason;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.access.AccountId;
import dev.cadre.workflows.access.Role;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Writes accounts, in the caller's transaction. */
final class AccountRows {

  private final DatabaseClient client;
  private final TenantId tenant;
  private final ScopeKey key;
  private final Instant now;

  private record Standing(Set<Role> roles, boolean active, int version) {}

  AccountRows(DatabaseClient client, TenantId tenant, ScopeKey key, Instant now) {
    this.client = client;
    this.tenant = tenant;
    this.key = key;
    this.now = now;
  }

  Mono<Void> insert(AccountId id, NewAccount account) {
    return Sql.of(
            client,
            """
            insert into account (tenant_id, id, name, kind, roles, full_name, email, email_tag,
              password, issuer, subject, sessions_from, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $12)
            on conflict do nothing\
            """,
            tenant.value(),
            id.value(),
            account.name(),
            account.kind().name(),
            Principal.words(account.roles()),
            sealed(account.fullName(), Places.ACCOUNT_FULL_NAME),
            sealed(account.email(), Places.ACCOUNT_EMAIL),
            tag(account.email()),
            Sql.orNull(account.password(), String.class),
            issuer(account),
            subject(account),
            Sql.time(now))
        .fetch()
        .rowsUpdated()
        .flatMap(rows -> rows == 1 ? Mono.<Void>empty() : taken(account));
  }

  private Mono<Void> taken(NewAccount account) {
    return Sql.of(
            client,
            """
            select case
              when exists (select from account where name = $1) then 'NAME_TAKEN'
              when exists (select from account where issuer = $2 and subject = $3)
                then 'SUBJECT_TAKEN'
              else 'EMAIL_TAKEN' end as reason\
            """,
            account.name(),
            issuer(account),
            subject(account))
        .map(row -> Reason.valueOf(Columns.text(row, "reason")))
        .one()
        .flatMap(reason -> Mono.error(new ChangeRefused(reason)));
  }

  private static Object issuer(NewAccount account) {
    Subject subject = account.subject();
    return Sql.orNull(subject == null ? null : subject.issuer(), String.class);
  }

  private static Object subject(NewAccount account) {
    Subject subject = account.subject();
    return Sql.orNull(subject == null ? null : subject.name(), String.class);
  }

  /** Whether there is such an account. */
  Mono<Boolean> change(String name, @Nullable Integer version, AccountChange change) {
    return lockOwners()
        .then(standing(name))
        .flatMap(standing -> {
          if (version != null && version != standing.version()) {
            return Mono.error(new ChangeRefused(Reason.VERSION_CONFLICT));
          }
          return (endsOwner(standing, change) ? anotherOwner(name) : Mono.<Void>empty())
              .then(Mono.defer(() -> update(name, change)))
              .then(becomesOwner(standing, change) ? endCredentials(name) : Mono.empty())
              .thenReturn(true);
        })
        .defaultIfEmpty(false);
  }

  /** Two owners may be taken away at once, each with a look at the other. */
  private Mono<Void> lockOwners() {
    return Sql.of(
            client, "select pg_advisory_xact_lock(hashtextextended($1, 0))", "owners/" + tenant)
        .fetch()
        .one()
        .then();
  }

  private Mono<Standing> standing(String name) {
    return Sql.of(
            client, "select roles, status, version from account where name = $1 for update", name)
        .map(row ->
            new Standing(
                Principal.roles(Columns.texts(row, "roles")),
                Columns.text(row, "status").equals("ACTIVE"),
                Columns.number(row, "version")))
        .one();
  }

  private static boolean endsOwner(Standing standing, AccountChange change) {
    Set<Role> roles = change.roles();
    boolean stays =
        !Boolean.FALSE.equals(change.active()) && (roles == null || roles.contains(Role.OWNER));
    return standing.active() && standing.roles().contains(Role.OWNER) && !stays;
  }

  private static boolean becomesOwner(Standing standing, AccountChange change) {
    Set<Role> roles = change.roles();
    return roles != null && roles.contains(Role.OWNER) && !standing.roles().contains(Role.OWNER);
  }

  /** Who could set them may have been no owner, and would be one by them now. */
  private Mono<Void> endCredentials(String name) {
    return Sql.of(
            client,
            """
            update api_key k set revoked_at = $2 from account a
            where a.name = $1 and k.tenant_id = a.tenant_id and k.account_id = a.id
              and k.revoked_at is null\
            """,
            name,
            Sql.time(now))
        .then()
        .then(
            Sql.of(
                    client,
                    "update account set password = null, sessions_from = $2 where name = $1",
                    name,
                    Sql.time(now))
                .then());
  }

  private Mono<Void> anotherOwner(String name) {
    return Sql.of(
            client,
            """
            select 1 from account
            where name <> $1 and status = 'ACTIVE' and 'owner' = any (roles) limit 1\
            """,
            name)
        .map(_ -> true)
        .one()
        .switchIfEmpty(Mono.error(() -> new ChangeRefused(Reason.LAST_OWNER)))
        .then();
  }

  private Mono<Void> update(String name, AccountChange change) {
    String email = change.email();
    return (email == null || email.isEmpty() ? Mono.<Void>empty() : free(email, name))
        .then(
            Sql.of(
                    client,
                    """
                    update account set roles = coalesce($2, roles), status = coalesce($3, status),
                      full_name = case when $4 then $5 else full_name end,
                      email = case when $6 then $7 else email end,
                      email_tag = case when $6 then $8 else email_tag end,
                      -- Who comes back signs in anew.
                      sessions_from = case when $3::text is not null then $9 else sessions_from end,
                      version = version + 1, updated_at = $9
                    where name = $1\
                    """,
                    name,
                    Sql.orNull(
                        change.roles() == null ? null : Principal.words(change.roles()),
                        String[].class),
                    Sql.orNull(status(change.active()), String.class),
                    change.fullName() != null,
                    sealed(change.fullName(), Places.ACCOUNT_FULL_NAME),
                    email != null,
                    sealed(email, Places.ACCOUNT_EMAIL),
                    tag(email),
                    Sql.time(now))
                .then());
  }

  private Mono<Void> free(String email, String name) {
    return Sql.of(
            client, "select 1 from account where email_tag = $1 and name <> $2", tag(email), name)
        .map(_ -> true)
        .one()
        .flatMap(_ -> Mono.error(new ChangeRefused(Reason.EMAIL_TAKEN)));
  }

  static @Nullable String status(@Nullable Boolean active) {
    if (active == null) {
      return null;
    }
    return active ? "ACTIVE" : "DISABLED";
  }

  private Object sealed(@Nullable String text, String place) {
    return Sql.orNull(
        text == null || text.isEmpty() ? null : key.sealText(place, text), byte[].class);
  }

  private Object tag(@Nullable String email) {
    return Sql.orNull(
        email == null || email.isEmpty() ? null : key.tag(Places.ACCOUNT_EMAIL, digest(email)),
        String.class);
  }

  /** The tag is over a digest, so that who is given no more than that finds the account too. */
  private static String digest(String email) {
    String normal = Normalizer.normalize(email.strip(), Normalizer.Form.NFKC);
    return CanonicalJson.sha256(normal.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
  }
}
