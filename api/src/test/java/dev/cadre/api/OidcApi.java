package dev.cadre.api;

import static dev.cadre.api.RunningApi.OWNER;
import static dev.cadre.api.RunningApi.tree;

import dev.cadre.testkit.identity.FakeIdentityProvider;
import dev.cadre.workflows.tenant.TenantId;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The API with three identity providers: {@code corp}, whose people need an account first; {@code
 * open}, whose people get one, with roles by a claim; {@code far}, of another tenant.
 */
final class OidcApi implements AfterAllCallback {

  static final String FAR_TENANT = UUID.randomUUID().toString();

  private static final String JSON = "application/json";

  final FakeIdentityProvider corp = FakeIdentityProvider.start();
  final FakeIdentityProvider open = FakeIdentityProvider.start();
  final FakeIdentityProvider far = FakeIdentityProvider.start();
  final RunningApi api;

  private OidcApi() throws IOException, InterruptedException {
    Path secret = Files.createTempFile("cadre-client-", ".secret");
    secret.toFile().deleteOnExit();
    Files.writeString(secret, FakeIdentityProvider.SECRET + "\n");
    List<String> settings = new ArrayList<>();
    settings.addAll(provider("corp", corp, TenantId.DEMO.toString(), secret));
    settings.addAll(provider("open", open, TenantId.DEMO.toString(), secret));
    settings.addAll(provider("far", far, FAR_TENANT, secret));
    settings.add("--cadre.identity.open.trust-new-subjects=true");
    settings.add("--cadre.identity.open.roles-claim=realm_access.roles");
    api = new RunningApi("127.0.0.1:1", settings.toArray(String[]::new)).migrated();
    api.sql("insert into tenant (id, name) values ('%s', 'far')".formatted(FAR_TENANT));
  }

  static OidcApi start() {
    try {
      return new OidcApi();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> provider(
      String name, FakeIdentityProvider fake, String tenant, Path secret) {
    String prefix = "--cadre.identity." + name + ".";
    return List.of(
        prefix + "issuer=" + fake.issuer(),
        prefix + "audience=" + FakeIdentityProvider.AUDIENCE,
        prefix + "tenant=" + tenant,
        prefix + "client-id=" + FakeIdentityProvider.CLIENT,
        prefix + "client-secret-file=" + secret);
  }

  /** Makes an account of the demo tenant for somebody of corp. */
  void account(String name, String subject, String... roles) {
    Object body =
        Map.of("name", name, "roles", List.of(roles), "issuer", corp.issuer(), "subject", subject);
    People.made(api.post("/v1/accounts", OWNER, JSON, RunningApi.JSON.writeValueAsString(body)));
  }

  /** Makes an account of the far tenant for somebody of far. */
  void farAccount(String name, String issuer, String subject) {
    api.sql(
        """
        insert into account (tenant_id, id, name, kind, roles, sessions_from, issuer, subject,
          created_at, updated_at)
        values ('%s', '%s', '%s', 'PERSON', '{member}', now(), '%s', '%s', now(), now())\
        """
            .formatted(FAR_TENANT, UUID.randomUUID(), name, issuer, subject));
  }

  HttpResponse<String> me(String token) {
    return api.get("/v1/me", token);
  }

  static String code(HttpResponse<String> answer) {
    return tree(answer).path("code").asString("");
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    api.close();
    corp.close();
    open.close();
    far.close();
  }
}
