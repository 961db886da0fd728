package dev.cadre.api.access;

import org.springframework.security.core.AuthenticationException;

/** A credential that lets nobody in. */
final class Unauthenticated extends AuthenticationException {

  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * With what the client is told.
   *
   * @param code for programs
   * @param sentence for people; tells only what the credential's holder may know
   */
  Unauthenticated(String code, String sentence) {
    super(sentence);
    this.code = code;
  }

  static Unauthenticated without() {
    return new Unauthenticated(
        "UNAUTHENTICATED", "Send `Authorization: Bearer` with an API key, or sign in at /sign-in.");
  }

  static Unauthenticated unknown() {
    return new Unauthenticated("UNAUTHENTICATED", "This token is not known.");
  }

  static Unauthenticated disabled() {
    return new Unauthenticated("ACCOUNT_DISABLED", "This account is disabled; ask an admin.");
  }

  String code() {
    return code;
  }
}
