package dev.cadre.api.tenant;

import dev.cadre.api.runtime.Fields;
import dev.cadre.stores.tenant.ModelAddresses;
import dev.cadre.stores.tenant.NewModel;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.llm.RouteGrammar;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a model configuration that a client sends. */
final class OwnModelBody {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9._-]{0,62}");
  private static final Pattern PROVIDER = Pattern.compile("[a-z][a-z-]{0,31}");
  private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9._:/-]{1,100}");
  private static final Pattern ADDRESS = Pattern.compile(".*", Pattern.DOTALL);
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,4096}");
  private static final String NO_VENDOR = "openai-compatible";
  private static final String EMBEDDED = "local";
  private static final String ENDPOINT = ".*/chat/completions/?";
  private static final int DEFAULT_RPM = 60;
  private static final int DEFAULT_TPM = 10_000;

  /** At a server of one's own nobody else sets a limit. */
  private static final int OWN_RPM = 6_000;

  private static final int OWN_TPM = 10_000_000;
  private static final int MOST = 1_000_000_000;

  private OwnModelBody() {}

  /** Takes its fields; {@code end} is the caller's. */
  static NewModel read(Fields fields, Catalogue catalogue, ModelAddresses addresses) {
    String name = fields.text("name", NAME, "1 to 63 of a-z, 0-9, dot, dash, underscore.");
    String provider = fields.text("provider", PROVIDER, "a provider, such as openai.");
    String model = fields.textOrNull("model", MODEL, "a model of the provider.");
    known(fields, catalogue, provider, model);
    URI address = address(fields, provider, addresses);
    String remedy = "the provider's API key.";
    String key =
        fields.peek("baseUrl").isPresent()
            ? fields.textOrNull("apiKey", KEY, remedy)
            : fields.text("apiKey", KEY, remedy);
    boolean own = address != null;
    Integer rpm = fields.number("requestsPerMinute", 1, MOST);
    Integer tpm = fields.number("tokensPerMinute", 1, MOST);
    return new NewModel(
        name,
        provider,
        model,
        address,
        key,
        rpm != null ? rpm : own ? OWN_RPM : DEFAULT_RPM,
        tpm != null ? tpm : own ? OWN_TPM : DEFAULT_TPM,
        Boolean.TRUE.equals(fields.flag("isDefault")));
  }

  private static void known(
      Fields fields, Catalogue catalogue, String provider, @Nullable String model) {
    if (!provider.isEmpty()
        && catalogue.defaultModel(provider).isEmpty()
        && !RouteGrammar.PROVIDERS.contains(provider)) {
      fields.refuse("provider", "There is no provider `" + provider + "`; see GET /v1/models.");
    } else if (model != null && catalogue.model(provider, model).isEmpty()) {
      fields.refuse(
          "model", "`" + provider + "` has no model `" + model + "`; see GET /v1/models.");
    }
  }

  /** What is wrong is told, and counts as absent. */
  private static @Nullable URI address(Fields fields, String provider, ModelAddresses addresses) {
    String text = fields.textOrNull("baseUrl", ADDRESS, "an address, as a text.");
    if (text == null) {
      if (provider.equals(NO_VENDOR)) {
        fields.refuse(
            "baseUrl",
            "`openai-compatible` has no address of its own: say in `baseUrl` where your server is,"
                + " as in https://models.acme.com/v1.");
      }
      return null;
    }
    Optional<String> wrong =
        provider.equals(EMBEDDED)
            ? Optional.of("`local` is the embedded model and is at no address; leave it out.")
            : text.matches(ENDPOINT)
                ? Optional.of("Leave out what follows the base: /chat/completions is added.")
                : addresses.wrong(text);
    wrong.ifPresent(sentence -> fields.refuse("baseUrl", sentence));
    return wrong.isPresent() ? null : URI.create(text);
  }
}
