package dev.cadre.activities.llm;

import static dev.cadre.activities.llm.TestProviders.KEY;
import static dev.cadre.activities.llm.TestProviders.LONG;
import static dev.cadre.activities.llm.TestProviders.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cadre.activities.tool.HttpToolSettings;
import dev.cadre.activities.tool.ToolHttp;
import dev.cadre.stores.tenant.ModelAddresses;
import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.FaultServer;
import dev.cadre.testkit.fault.Match;
import dev.cadre.workflows.llm.FailureCategory;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where calls at tenants' addresses go, and where they do not. */
@Timeout(60)
class GuardedHttpTest {

  private static final Duration SHORT = Duration.ofMillis(500);

  private final FaultServer server = FaultServer.start();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    server.close();
  }

  private static Providers providers(ModelAddresses addresses, GuardedHttp guarded) {
    return new Providers(
        ProviderSettings.none(), new LocalModelSettings(null), guarded, Clock.systemUTC());
  }

  private static ModelAnswer call(
      Set<String> allowed, String address, @Nullable String key, Duration deadline) {
    ModelAddresses addresses = new ModelAddresses(allowed);
    try (Providers providers = providers(addresses, new GuardedHttp(addresses))) {
      return call(providers, address, key, deadline);
    }
  }

  private static ModelAnswer call(
      Providers providers, String address, @Nullable String key, Duration deadline) {
    return providers
        .client("openai-compatible", new OwnAddress("gateway", URI.create(address), key))
        .orElseThrow()
        .call(request(null, deadline));
  }

  private static ModelCallFailed fails(Set<String> allowed, String address, Duration deadline) {
    return catchThrowableOfType(ModelCallFailed.class, () -> call(allowed, address, KEY, deadline));
  }

  private static void assertRefused(ModelCallFailed failed) {
    assertThat(failed.category()).isEqualTo(FailureCategory.AUTH);
    assertThat(failed.failure().called()).isFalse();
    assertThat(failed.failure().refused()).isFalse();
    assertThat(failed.unbilled()).isTrue();
    assertThat(failed.getMessage())
        .contains("The model configuration gateway", "CADRE_MODELS_ALLOW")
        .doesNotContain(KEY)
        .doesNotContain("CADRE_TOOLS_HTTP_ALLOW");
  }

  @Test
  void callsWhatIsAllowedWithTheKeyAndWithout() {
    String origin = server.baseUrl().toString();
    call(Set.of(origin), origin + "/gateway/v1", KEY, LONG);
    call(Set.of(origin), origin, null, LONG);

    assertThat(server.ledger()).hasSize(2);
    assertThat(server.ledger().get(0).path()).isEqualTo("/gateway/v1/chat/completions");
    assertThat(server.ledger().get(0).headers())
        .containsEntry("authorization", "Bearer " + KEY)
        .containsEntry("idempotency-key", "p/s/1/0/1");
    assertThat(server.ledger().get(0).body()).contains("\"max_tokens\":100");
    assertThat(server.ledger().get(1).path()).isEqualTo("/v1/chat/completions");
    assertThat(server.ledger().get(1).headers()).doesNotContainKey("authorization");
  }

  /** Each as it is written, and none by a look-up. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://models.example/v1",
        "https://127.0.0.1/v1",
        "https://10.0.0.7/v1",
        "https://169.254.169.254/latest",
        "https://[::1]/v1",
        "https://[::ffff:10.0.0.1]/v1",
        "https://[fd00:ec2::254]/v1",
        "https://[64:ff9b::7f00:1]/v1",
        "https://2130706433/v1",
        "https://0177.0.0.1/v1",
        "https://0x7f.0.0.1/v1",
        "https://127.1/v1",
        "https://user@models.example/v1",
        "https://models.example//127.0.0.1/v1"
      })
  void connectsToNothingThatIsNotPublicHttps(String address) {
    ModelAddresses addresses = ModelAddresses.PUBLIC;
    GuardedHttp guarded =
        new GuardedHttp(
            addresses, new ToolHttp(new HttpToolSettings(null), answering("127.0.0.1")));
    try (Providers providers = providers(addresses, guarded)) {
      assertRefused(
          catchThrowableOfType(ModelCallFailed.class, () -> call(providers, address, KEY, LONG)));
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void refusesTheServersOwnOriginWhereItIsNotAllowed() {
    assertRefused(fails(Set.of(), server.baseUrl().toString(), LONG));
    // Another name of the same place is another origin.
    String named = "http://localhost:" + server.port();
    assertRefused(fails(Set.of(server.baseUrl().toString()), named, LONG));
    assertThat(server.ledger()).isEmpty();
  }

  private DnsResolver answering(String... addresses) {
    return new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) {
        asked.add(host);
        return Stream.of(addresses).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return host;
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fe80::1"})
  void looksANameUpOnceAndConnectsToNothingPrivate(String leadsTo) {
    ModelAddresses addresses = ModelAddresses.PUBLIC;
    GuardedHttp guarded =
        new GuardedHttp(addresses, new ToolHttp(new HttpToolSettings(null), answering(leadsTo)));
    try (Providers providers = providers(addresses, guarded)) {
      String address = "https://rebind.example:" + server.port() + "/v1";
      assertRefused(
          catchThrowableOfType(ModelCallFailed.class, () -> call(providers, address, KEY, LONG)));
    }
    assertThat(asked).containsExactly("rebind.example");
    assertThat(server.ledger()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void followsNoRedirect(int status) {
    try (FaultServer inside = FaultServer.start()) {
      String origin = server.baseUrl().toString();
      server.always(
          Match.any(),
          Fault.status(status).withHeader("Location", inside.baseUrl() + "/v1/chat/completions"));

      ModelCallFailed failed = fails(Set.of(origin, inside.baseUrl().toString()), origin, LONG);

      assertThat(failed.failure().status()).isEqualTo(status);
      assertThat(server.ledger()).hasSize(1);
      assertThat(inside.ledger()).isEmpty();
    }
  }

  @Test
  void endsAtTheDeadlineWhereTheServerSaysNothingToAHandshake() throws Exception {
    try (RawServer silent = RawServer.saying("")) {
      ModelCallFailed failed = fails(Set.of(silent.origin("https")), silent.origin("https"), SHORT);

      assertThat(failed.category()).isEqualTo(FailureCategory.TIMEOUT);
      assertThat(failed.failure().elapsed()).isBetween(SHORT, SHORT.plusSeconds(3));
    }
  }

  @Test
  void tellsTheStatusOfAnErrorWhoseBodyStalls() throws Exception {
    try (RawServer stalling =
        RawServer.saying("HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 99\r\n\r\n{")) {
      ModelCallFailed failed =
          fails(Set.of(stalling.origin("http")), stalling.origin("http"), SHORT);

      assertThat(failed.category()).isEqualTo(FailureCategory.OVERLOADED);
      assertThat(failed.failure().status()).isEqualTo(503);
      assertThat(failed.failure().retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 500})
  void readsNoFurtherThanTheLimit(int status) throws Exception {
    try (RawServer flood = RawServer.flooding(status)) {
      ModelCallFailed failed = fails(Set.of(flood.origin("http")), flood.origin("http"), LONG);

      assertThat(failed.failure().status()).isEqualTo(status);
      assertThat(failed.category())
          .isEqualTo(status == 200 ? FailureCategory.MALFORMED : FailureCategory.UPSTREAM);
      assertThat(flood.sent()).isLessThan(RawServer.ALL / 4);
    }
  }

  @Test
  void readsNoHeadersWithoutEnd() throws Exception {
    try (RawServer flood = RawServer.saying("HTTP/1.1 200 OK\r\nX: " + "y".repeat(1 << 20))) {
      assertThat(fails(Set.of(flood.origin("http")), flood.origin("http"), LONG).category())
          .isEqualTo(FailureCategory.TRANSPORT);
    }
  }
}
