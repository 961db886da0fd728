package dev.cadre.api.identity;

import java.net.URI;
import java.text.ParseException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider is asked.
 *
 * @param authorization null where nobody signs in by it, as is {@code token}
 */
record Endpoints(URI jwks, @Nullable URI authorization, @Nullable URI token) {

  private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

  Endpoints {
    protectedUri(jwks);
    if (authorization != null) {
      protectedUri(authorization);
    }
    if (token != null) {
      protectedUri(token);
    }
  }

  /** Where the settings name them all; null: the provider has to be asked. */
  static @Nullable Endpoints given(IdentitySettings.Provider settings) {
    URI jwks = settings.jwksUri();
    boolean login =
        settings.clientId() == null
            || (settings.authorizationUri() != null && settings.tokenUri() != null);
    return jwks != null && login
        ? new Endpoints(jwks, settings.authorizationUri(), settings.tokenUri())
        : null;
  }

  /**
   * As a discovery document says, but for what the settings say.
   *
   * @throws ParseException when it is another issuer's, or lacks what is needed
   */
  static Endpoints discovered(IdentitySettings.Provider settings, Map<String, Object> document)
      throws ParseException {
    if (!settings.issuer().equals(document.get("issuer"))) {
      throw new ParseException("its discovery document names another issuer", 0);
    }
    boolean login = settings.clientId() != null;
    return new Endpoints(
        uri(settings.jwksUri(), document, "jwks_uri"),
        login ? uri(settings.authorizationUri(), document, "authorization_endpoint") : null,
        login ? uri(settings.tokenUri(), document, "token_endpoint") : null);
  }

  private static URI uri(@Nullable URI set, Map<String, Object> document, String name)
      throws ParseException {
    if (set != null) {
      return set;
    }
    if (document.get(name) instanceof String found) {
      return URI.create(found);
    }
    throw new ParseException("its discovery document has no " + name, 0);
  }

  static URI discovery(String issuer) {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    return URI.create(base + "/.well-known/openid-configuration");
  }

  /** Keys that somebody on the way could change would prove nothing. */
  static void protectedUri(URI uri) {
    String host = uri.getHost();
    boolean here = host != null && LOOPBACK.matcher(host).matches();
    if (host == null
        || !("https".equals(uri.getScheme()) || (here && "http".equals(uri.getScheme())))) {
      throw new IllegalArgumentException(uri + " is not https");
    }
  }
}
