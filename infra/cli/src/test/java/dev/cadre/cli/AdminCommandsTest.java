package dev.cadre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Accounts, keys and tenants from the command line. */
class AdminCommandsTest extends CommandTest {

  private static final String ANN =
      "{\"name\":\"ann\",\"kind\":\"PERSON\",\"roles\":[\"member\"],\"status\":\"ACTIVE\",\"version\":3}";

  private final InputStream input = System.in;

  @AfterEach
  void restores() {
    System.setIn(input);
  }

  private int run(String... words) {
    return api.run(Map.of(), words);
  }

  private static void typed(String line) {
    System.setIn(new ByteArrayInputStream((line + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void makesAnAccountAsTheOwnerAndSendsThePasswordFromTheInput() {
    api.answer("POST /v1/accounts", "201 " + ANN);
    typed("six tall herons");
    assertThat(run("user", "add", "ann", "--role", "member,reviewer", "--password")).isZero();
    assertThat(api.seen().getLast())
        .contains(
            "Bearer token-of-owner",
            "\"roles\":[\"member\",\"reviewer\"]",
            "\"password\":\"six tall herons\"");
    assertThat(api.out()).contains("ann", "./cadre key add").doesNotContain("herons");
  }

  @Test
  void changesWhatItHasJustRead() {
    api.answer("GET /v1/accounts/ann", "200 " + ANN);
    api.answer("PATCH /v1/accounts/ann", "200 " + ANN);
    assertThat(run("user", "disable", "ann")).isZero();
    assertThat(api.seen().getLast()).endsWith("{\"status\":\"DISABLED\"}");
    assertThat(api.matched()).containsExactly("\"3\"");
  }

  @Test
  void listsAccountsWithTheWayToTheNextPage() {
    api.answer("GET /v1/accounts?role=member", "200 {\"items\":[" + ANN + "],\"next\":\"abc\"}");
    assertThat(run("user", "list", "--role", "member")).isZero();
    assertThat(api.out()).contains("ann   person  member  active", "more: --cursor abc");
  }

  @Test
  void printsANewKeyOnce() {
    api.answer("POST /v1/me/keys", "201 {\"secret\":\"cadre_a_b_c\",\"key\":{\"id\":\"k1\"}}");
    assertThat(run("key", "add", "ci", "--scope", "plan:read,self", "--expires-in", "P90D"))
        .isZero();
    assertThat(api.out()).startsWith("cadre_a_b_c\n").contains("not shown again", "k1");
    assertThat(api.seen().getLast())
        .contains("\"scopes\":[\"plan:read\",\"self\"]", "\"expiresIn\":\"P90D\"");
  }

  @Test
  void rotatesAndRevokes() {
    api.answer("POST /v1/keys/k1:rotate", "201 {\"secret\":\"s2\",\"key\":{\"id\":\"k2\"}}");
    api.answer("POST /v1/keys/k1:revoke", "200 {\"label\":\"ci\",\"account\":\"ann\"}");
    assertThat(run("key", "rotate", "k1", "--overlap", "PT1H")).isZero();
    assertThat(api.seen().getLast()).endsWith("{\"overlap\":\"PT1H\"}");
    assertThat(run("key", "revoke", "k1")).isZero();
    assertThat(api.out()).contains("revoked: ci of ann");
  }

  @Test
  void makesATenantFromAFile() throws IOException {
    Path file = state.resolve("acme.yaml");
    Files.writeString(file, "name: Acme\ndomain: acme.com\n");
    api.answer(
        "POST /v1/tenants",
        "201 {\"tenant\":{\"name\":\"Acme\",\"id\":\"t1\"},\"admin\":\"ines\",\"adminKey\":\"cadre_x\"}");
    assertThat(run("tenant", "add", file.toString())).isZero();
    assertThat(api.seen().getLast()).endsWith("domain: acme.com\n");
    assertThat(api.out()).contains("Acme", "ines", "cadre_x");
  }

  @Test
  void replacesPermitsAndGivesAllBack() {
    api.answer("PUT /v1/tenant/permits", "200 {\"all\":true}");
    assertThat(run("tenant", "permits", "--agents", "copywriter,blog-writer")).isZero();
    assertThat(api.seen().getLast()).contains("{\"agents\":[\"copywriter\",\"blog-writer\"]");
    assertThat(run("tenant", "permits", "--all")).isZero();
    assertThat(api.seen().getLast()).endsWith("{}");
  }

  @Test
  void asksForAProvidersKeyAndNeverTakesItAsAnArgument() {
    api.answer("POST /v1/tenant/models", "201 {}");
    typed("sk-1");
    assertThat(run("tenant", "model", "add", "fast", "openai", "--default")).isZero();
    assertThat(api.seen().getLast()).contains("\"apiKey\":\"sk-1\"", "\"isDefault\":true");
    assertThat(run("tenant", "model", "add", "fast", "openai", "sk-1")).isEqualTo(2);
  }

  @Test
  void namesAnAddressOfOnesOwnAndAsksForNoKeyWhereThereIsNone() {
    api.answer("POST /v1/tenant/models", "201 {}");
    api.answer(
        "GET /v1/tenant/models",
        "200 {\"items\":[{\"name\":\"gateway\",\"baseUrl\":\"https://models.acme.com/v1\"},"
            + "{\"name\":\"fast\",\"baseUrl\":null}]}");
    typed("sk-unasked");
    String address = "https://models.acme.com/v1";
    assertThat(
            run(
                "tenant",
                "model",
                "add",
                "gateway",
                "openai-compatible",
                "--base-url",
                address,
                "--no-key"))
        .isZero();
    assertThat(api.seen().getLast())
        .contains("\"baseUrl\":\"" + address + "\"")
        .doesNotContain("sk-unasked");
    assertThat(run("tenant", "model", "list")).isZero();
    assertThat(api.out()).contains(address, "(its provider's)");
  }

  @Test
  void saysWhatAnOrderWouldStopWithoutGivingIt() {
    api.answer(
        "GET /v1/accounts/ann/impact", "200 {\"openPlans\":3,\"openGates\":1,\"goodKeys\":2}");
    assertThat(run("user", "disable", "ann", "--dry-run")).isZero();
    assertThat(api.out()).contains("3 open plans", "1 open gates", "2 API keys");
    assertThat(api.seen()).noneMatch(request -> request.startsWith("PATCH"));
  }

  @Test
  void saysWhyItWasRefused() {
    api.answer("GET /v1/tenants", "403 {\"code\":\"FORBIDDEN\",\"detail\":\"This needs more.\"}");
    assertThat(run("tenant", "list")).isEqualTo(CommandErrors.REFUSED);
    assertThat(api.err()).contains("This needs more.");
  }
}
