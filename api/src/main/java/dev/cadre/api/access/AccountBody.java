package dev.cadre.api.access;

import dev.cadre.api.runtime.Fields;
import dev.cadre.stores.access.AccountChange;
import dev.cadre.stores.access.Principal;
import dev.cadre.stores.access.Subject;
import dev.cadre.workflows.access.Role;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An account as a client orders it.
 *
 * @param password in clear
 * @param subject whom an identity provider vouches for
 */
public record AccountBody(
    String name,
    Principal.Kind kind,
    Set<Role> roles,
    @Nullable String fullName,
    @Nullable String email,
    @Nullable String password,
    @Nullable Subject subject) {

  static final Pattern NAME = Pattern.compile("[a-z][a-z0-9._-]{0,62}");

  private static final Pattern KIND = Pattern.compile("PERSON|SERVICE");
  private static final Pattern STATUS = Pattern.compile("ACTIVE|DISABLED");
  private static final Pattern FULL_NAME = Pattern.compile("[^\\p{Cntrl}]{0,200}");
  private static final Pattern EMAIL =
      Pattern.compile("(|[^\\s@\\p{Cntrl}]{1,64}@[^\\s@\\p{Cntrl}]{1,255})");
  static final Pattern PASSWORD = Pattern.compile("[^\\p{Cntrl}]{1,256}");

  private static final Pattern ISSUER = Pattern.compile("https?://[^\\s\\p{Cntrl}]{1,300}");
  private static final Pattern SUBJECT = Pattern.compile("[^\\p{Cntrl}\\p{Cs}]{1,255}");

  private static final String ROLES =
      "a list of "
          + Stream.of(Role.values()).map(Role::wire).collect(Collectors.joining(", "))
          + ", each at most once.";

  /** Takes the fields of a new account; {@code end} is the caller's. */
  public static AccountBody read(Fields fields) {
    String name =
        fields.text("name", NAME, "1 to 63 of a-z, 0-9, dot, dash, underscore; a letter first.");
    String kind = fields.textOrNull("kind", KIND, "PERSON or SERVICE.");
    Set<Role> roles = roles(fields);
    String password = fields.textOrNull("password", PASSWORD, "1 to 256 characters.");
    if (roles == null || roles.isEmpty()) {
      fields.refuse("roles", "`roles` is " + ROLES + " At least one is needed.");
    }
    boolean service = "SERVICE".equals(kind);
    if (service && password != null) {
      fields.refuse("password", "A service has API keys and no `password`; remove it.");
    }
    Subject subject = subject(fields);
    if (service && subject != null) {
      fields.refuse("subject", "A service has API keys and no `subject`; remove it.");
      subject = null;
    }
    return new AccountBody(
        name,
        service ? Principal.Kind.SERVICE : Principal.Kind.PERSON,
        roles == null ? Set.of() : roles,
        fullName(fields),
        email(fields),
        password,
        subject);
  }

  /** Takes the fields of a change. */
  static AccountChange change(Fields fields) {
    Set<Role> roles = roles(fields);
    if (roles != null && roles.isEmpty()) {
      fields.refuse("roles", "An account has a role at least; disable it by `status`.");
    }
    String status = fields.textOrNull("status", STATUS, "ACTIVE or DISABLED.");
    return new AccountChange(
        roles, status == null ? null : status.equals("ACTIVE"), fullName(fields), email(fields));
  }

  private static @Nullable Set<Role> roles(Fields fields) {
    return fields.words("roles", word -> Role.of(word).orElse(null), ROLES);
  }

  private static @Nullable Subject subject(Fields fields) {
    String issuer = fields.textOrNull("issuer", ISSUER, "an identity provider's address.");
    String name = fields.textOrNull("subject", SUBJECT, "1 to 255 characters.");
    if ((issuer == null) != (name == null)) {
      fields.refuse("subject", "`issuer` and `subject` go together.");
    }
    return issuer == null || name == null ? null : new Subject(issuer, name);
  }

  private static @Nullable String fullName(Fields fields) {
    return fields.textOrNull("fullName", FULL_NAME, "at most 200 characters, on one line.");
  }

  private static @Nullable String email(Fields fields) {
    return fields.textOrNull("email", EMAIL, "an e-mail address, or empty.");
  }

  @Override
  public String toString() {
    return "AccountBody[" + name + ", " + kind + ", " + roles + "]";
  }
}
