package dev.cadre.workflows.credential;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a credential is for, and which fields it has. On the wire {@code api_key} and so on. */
public enum CredentialKind {
  /** A header with a key. */
  API_KEY(
      false,
      must("header", FieldForm.HEADER),
      secret("value", FieldForm.TOKEN),
      may("origins", FieldForm.ORIGINS)),
  /** {@code Authorization: Bearer …} */
  BEARER(false, secret("token", FieldForm.TOKEN), may("origins", FieldForm.ORIGINS)),
  /** {@code Authorization: Basic …} */
  BASIC(
      false,
      must("user", FieldForm.USER),
      secret("password", FieldForm.PASSWORD),
      may("origins", FieldForm.ORIGINS)),
  /** A token that is fetched by the client credentials grant of OAuth 2.0. */
  OAUTH2(
      true,
      must("tokenUrl", FieldForm.URL),
      must("clientId", FieldForm.USER),
      secret("clientSecret", FieldForm.PASSWORD),
      may("scopes", FieldForm.SCOPES),
      may("origins", FieldForm.ORIGINS)),
  /** A bot of Telegram, and the users whom it may write to. */
  TELEGRAM(true, secret("botToken", FieldForm.BOT_TOKEN), must("allowedUserIds", FieldForm.USERS)),
  /** A mail server, and the address that mail comes from. */
  SMTP(
      true,
      must("host", FieldForm.HOST),
      must("port", FieldForm.PORT),
      must("from", FieldForm.ADDRESS),
      must("security", FieldForm.SECURITY),
      may("user", FieldForm.USER),
      new Field("password", true, false, FieldForm.PASSWORD)),
  /** A SearXNG of the tenant's own, with a password where it asks for one. */
  SEARXNG(
      true,
      must("baseUrl", FieldForm.URL),
      may("user", FieldForm.USER),
      new Field("password", true, false, FieldForm.PASSWORD));

  private final boolean testable;

  @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable, which its type does not say.
  private final List<Field> fields;

  /**
   * A field.
   *
   * @param secret whether it is written once and never shown
   */
  public record Field(String name, boolean secret, boolean required, FieldForm form) {}

  CredentialKind(boolean testable, Field... fields) {
    this.testable = testable;
    this.fields = List.of(fields);
  }

  private static Field must(String name, FieldForm form) {
    return new Field(name, false, true, form);
  }

  private static Field may(String name, FieldForm form) {
    return new Field(name, false, false, form);
  }

  private static Field secret(String name, FieldForm form) {
    return new Field(name, true, true, form);
  }

  /** Whether it can be tried without a tool. */
  public boolean testable() {
    return testable;
  }

  public List<Field> fields() {
    return fields;
  }

  /** Its name on the wire. */
  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of that name. */
  public static Optional<CredentialKind> of(String wire) {
    return Stream.of(values()).filter(kind -> kind.wire().equals(wire)).findFirst();
  }

  /** All names, for a remedy. */
  public static String names() {
    return Stream.of(values()).map(CredentialKind::wire).collect(Collectors.joining(", "));
  }
}
