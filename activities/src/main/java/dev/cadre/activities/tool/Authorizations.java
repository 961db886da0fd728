package dev.cadre.activities.tool;

import dev.cadre.stores.credential.OpenCredential;
import dev.cadre.stores.tool.ToolNeeds;
import dev.cadre.workflows.credential.CredentialKind;
import dev.cadre.workflows.tool.ToolSpec;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Makes of the credential that a tool names what its request shows. */
final class Authorizations {

  /** The kinds that become a header. */
  static final List<CredentialKind> KINDS =
      List.of(
          CredentialKind.API_KEY,
          CredentialKind.BEARER,
          CredentialKind.BASIC,
          CredentialKind.OAUTH2);

  private static final String AUTHORIZATION = "Authorization";

  private final CredentialStore credentials;
  private final OAuthTokens tokens;

  Authorizations(CredentialStore credentials, OAuthTokens tokens) {
    this.credentials = credentials;
    this.tokens = tokens;
  }

  /**
   * For one request. Blocks.
   *
   * @param renewed what was shown before was refused
   * @throws ToolFailed when the tenant has no such credential, or it is not for that address
   */
  Shown of(ToolSpec tool, ToolCall call, URI address, boolean renewed) {
    if (!(tool.config().get("credential") instanceof String name)) {
      return Shown.NOTHING;
    }
    OpenCredential credential =
        credentials.get(call.tenant(), name, KINDS.toArray(CredentialKind[]::new));
    meantFor(credential, address);
    return switch (credential.kind()) {
      case API_KEY -> header(credential.text("header"), credential.text("value"));
      case BEARER -> bearer(credential.text("token"), List.of(credential.text("token")), false);
      case BASIC -> basic(credential.text("user"), credential.text("password"));
      case OAUTH2 -> {
        String token =
            renewed
                ? tokens.fresh(call.tenant(), credential, call.deadline())
                : tokens.token(call.tenant(), credential, call.deadline());
        yield bearer(token, List.of(token, credential.text("clientSecret")), true);
      }
      default -> throw new IllegalStateException("no header of " + credential.kind());
    };
  }

  private static void meantFor(OpenCredential credential, URI address) {
    List<String> origins = credential.texts("origins");
    String to = HttpToolSettings.origin(address);
    if (!origins.isEmpty()
        && origins.stream().noneMatch(o -> HttpToolSettings.origin(URI.create(o)).equals(to))) {
      throw ToolFailed.refused(
          "The credential "
              + credential.name()
              + " is not for "
              + to
              + "; an admin adds it to its origins, or has the tool changed.");
    }
  }

  private static Shown header(String name, String value) {
    if (HttpArguments.reserved(name)) {
      throw ToolFailed.refused("The header " + name + " is not for a credential to set.");
    }
    return new Shown(name, value, List.of(value), false);
  }

  private static Shown bearer(String token, List<String> secrets, boolean renewable) {
    return new Shown(AUTHORIZATION, "Bearer " + token, secrets, renewable);
  }

  static Shown basic(String user, String password) {
    String pair =
        Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    return new Shown(AUTHORIZATION, "Basic " + pair, List.of(pair, password), false);
  }

  /** The schema of the property {@code credential}. */
  static Map<String, Object> schema() {
    return ToolNeeds.credential(KINDS.toArray(CredentialKind[]::new));
  }
}
