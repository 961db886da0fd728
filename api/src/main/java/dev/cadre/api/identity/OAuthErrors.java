package dev.cadre.api.identity;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The error codes of OAuth 2.0 and OpenID Connect. Others are anybody's text, and not repeated. */
public final class OAuthErrors {

  private static final Set<String> REGISTERED =
      Set.of(
          "access_denied",
          "account_selection_required",
          "consent_required",
          "interaction_required",
          "invalid_client",
          "invalid_grant",
          "invalid_request",
          "invalid_scope",
          "login_required",
          "server_error",
          "temporarily_unavailable",
          "unauthorized_client",
          "unsupported_grant_type",
          "unsupported_response_type");

  private OAuthErrors() {}

  /** The code, where it is one; null otherwise. */
  public static @Nullable String known(@Nullable Object code) {
    return code instanceof String text && REGISTERED.contains(text) ? text : null;
  }
}
