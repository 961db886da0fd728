package dev.cadre.activities.llm;

import static dev.cadre.activities.llm.TestProviders.FACTS;
import static dev.cadre.activities.llm.TestProviders.KEY;
import static dev.cadre.activities.llm.TestProviders.LONG;
import static dev.cadre.activities.llm.TestProviders.request;
import static dev.cadre.testkit.fault.Fault.of;
import static dev.cadre.testkit.fault.Fault.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Fault.Kind;
import dev.cadre.testkit.fault.FaultServer;
import dev.cadre.testkit.fault.Match;
import dev.cadre.workflows.llm.FailureCategory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the failure table in every dialect, counted at the server. */
class FaultyProvidersTest {

  static final List<String> DIALECTS = TestProviders.DIALECTS;
  private static final Duration SHORT = Duration.ofMillis(400);

  /** One row: what the server does, and what it means. */
  record Row(Fault fault, FailureCategory category, Integer status, boolean unbilled) {
    @Override
    public String toString() {
      return category + " from " + fault.kind() + " " + (status == null ? "" : status);
    }
  }

  private static final List<Row> ROWS =
      List.of(
          new Row(of(Kind.RESET_BEFORE), FailureCategory.TRANSPORT, null, false),
          new Row(of(Kind.HANG), FailureCategory.TIMEOUT, null, false),
          new Row(of(Kind.DRIP), FailureCategory.TIMEOUT, null, false),
          refused(408, FailureCategory.UPSTREAM),
          refused(409, FailureCategory.UPSTREAM),
          refused(425, FailureCategory.UPSTREAM),
          refused(500, FailureCategory.UPSTREAM),
          refused(502, FailureCategory.UPSTREAM),
          refused(504, FailureCategory.UPSTREAM),
          refused(503, FailureCategory.OVERLOADED),
          refused(529, FailureCategory.OVERLOADED),
          refused(429, FailureCategory.RATE_LIMIT),
          refused(402, FailureCategory.PROVIDER_QUOTA),
          new Row(of(Kind.QUOTA), FailureCategory.PROVIDER_QUOTA, null, true),
          refused(401, FailureCategory.AUTH),
          refused(403, FailureCategory.AUTH),
          new Row(of(Kind.AUTH), FailureCategory.AUTH, 401, true),
          new Row(of(Kind.MODEL_GONE), FailureCategory.MODEL_GONE, 404, true),
          new Row(of(Kind.CONTEXT_TOO_LONG), FailureCategory.CONTEXT_TOO_LARGE, 400, true),
          refused(413, FailureCategory.CONTEXT_TOO_LARGE),
          refused(400, FailureCategory.INVALID_REQUEST),
          refused(422, FailureCategory.INVALID_REQUEST),
          new Row(of(Kind.BAD_PARAMETER), FailureCategory.INVALID_REQUEST, 400, true),
          new Row(of(Kind.REFUSAL), FailureCategory.CONTENT_POLICY, 200, false),
          new Row(of(Kind.CONTENT_FILTER), FailureCategory.CONTENT_POLICY, null, false),
          new Row(of(Kind.LENGTH), FailureCategory.TRUNCATED, 200, false),
          new Row(of(Kind.EMPTY), FailureCategory.MALFORMED, 200, false),
          new Row(of(Kind.EMPTY_TEXT), FailureCategory.MALFORMED, 200, false),
          new Row(of(Kind.GARBAGE), FailureCategory.MALFORMED, 200, false),
          new Row(of(Kind.ERROR_IN_200), FailureCategory.MALFORMED, 200, false),
          new Row(of(Kind.RESET_MID_BODY), FailureCategory.MALFORMED, 200, false),
          new Row(of(Kind.CLOSE_MID_BODY), FailureCategory.MALFORMED, 200, false),
          new Row(of(Kind.INVALID_JSON), FailureCategory.MALFORMED, 200, false),
          new Row(of(Kind.WRONG_SCHEMA), FailureCategory.QUALITY, 200, false),
          new Row(status(307), FailureCategory.MALFORMED, 307, false));

  /** Where a vendor answers with another status than all others. */
  private static final Map<String, Integer> OWN_STATUS =
      Map.of("google AUTH", 400, "mistral MODEL_GONE", 400, "mistral BAD_PARAMETER", 422);

  private FaultServer server;
  private Providers providers;

  @BeforeEach
  void start() {
    server = FaultServer.start();
    providers = TestProviders.at(server.baseUrl());
  }

  @AfterEach
  void stop() {
    providers.close();
    server.close();
  }

  static Stream<Arguments> rows() {
    return DIALECTS.stream()
        .flatMap(dialect -> ROWS.stream().map(row -> Arguments.of(dialect, row)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void namesTheFailureAfterExactlyOneCall(String provider, Row row) throws Exception {
    server.always(Match.any(), row.fault().withHeader("Location", "/elsewhere"));

    ModelCallFailed failed =
        fails(provider, FACTS, row.category() == FailureCategory.TIMEOUT ? SHORT : LONG);

    assertThat(failed.category()).isEqualTo(row.category());
    assertThat(failed.failure().called()).isTrue();
    assertThat(failed.failure().refused()).isFalse();
    if (row.status() != null) {
      assertThat(failed.failure().status())
          .isEqualTo(OWN_STATUS.getOrDefault(provider + " " + row.fault().kind(), row.status()));
    }
    if (row.fault().kind() != Kind.CONTENT_FILTER) {
      assertThat(failed.unbilled()).isEqualTo(row.unbilled());
    }
    await(() -> !server.ledger().isEmpty());
    assertThat(server.ledger()).hasSize(1);
    assertNoSecret(failed);
  }

  @ParameterizedTest
  @FieldSource("DIALECTS")
  void endsAtTheDeadlineWhenTheBodyStalls(String provider) {
    server.always(Match.any(), of(Kind.DRIP));

    ModelCallFailed failed = fails(provider, null, SHORT);

    assertThat(failed.failure().elapsed()).isBetween(SHORT, SHORT.plusSeconds(3));
  }

  @ParameterizedTest
  @FieldSource("DIALECTS")
  void tellsThatNothingLeftWhenTheConnectionIsRefused(String provider) throws Exception {
    URI nobody;
    try (ServerSocket free = new ServerSocket(0)) {
      nobody = URI.create("http://127.0.0.1:" + free.getLocalPort());
    }
    try (Providers dead = TestProviders.at(nobody)) {
      ModelCallFailed failed = fails(client(dead, nobody, provider), null, LONG);

      assertThat(failed.category()).isEqualTo(FailureCategory.TRANSPORT);
      assertThat(failed.failure().refused()).isTrue();
      assertThat(failed.failure().called()).isFalse();
      assertThat(failed.unbilled()).isTrue();
      assertNoSecret(failed);
    }
  }

  @ParameterizedTest
  @FieldSource("DIALECTS")
  void keepsWhatTheProviderSaysAboutTheNextCall(String provider) {
    server.always(
        Match.any(),
        status(429).withHeader("Retry-After", "7").withHeader("x-should-retry", "false"));

    ModelCallFailed failed = fails(provider, null, LONG);

    assertThat(failed.failure().retryAfter()).isEqualTo(Duration.ofSeconds(7));
    assertThat(failed.failure().shouldRetry()).isFalse();
  }

  @ParameterizedTest
  @FieldSource("DIALECTS")
  void knowsTheParameterThatBelongsToTheTarget(String provider) {
    server.script(Match.any(), of(Kind.BAD_PARAMETER), status(400));

    assertThat(fails(provider, null, LONG).failure().targetSpecific()).isTrue();
    assertThat(fails(provider, null, LONG).failure().targetSpecific()).isFalse();
  }

  @ParameterizedTest
  @FieldSource("DIALECTS")
  void tellsTheTokensOfAnAnswerThatIsOfNoUse(String provider) {
    server.always(Match.any(), of(Kind.LENGTH).withUsage(11, 22, 0));

    assertThat(fails(provider, null, LONG).usage()).isEqualTo(new Usage(11, 0, 22));
  }

  @ParameterizedTest
  @FieldSource("DIALECTS")
  void saysWhatARepairHasToMend(String provider) {
    server.always(Match.any(), of(Kind.WRONG_SCHEMA));

    assertThat(fails(provider, FACTS, LONG)).hasMessageContaining("facts");
  }

  @ParameterizedTest
  @FieldSource("DIALECTS")
  void abortsTheCallOfAnInterruptedThread(String provider) throws Exception {
    server.always(Match.any(), of(Kind.HANG));
    AtomicReference<ModelCallFailed> failed = new AtomicReference<>();
    Thread caller = Thread.ofVirtual().start(() -> failed.set(fails(provider, null, LONG)));
    await(() -> server.ledger().size() == 1);

    caller.interrupt();
    caller.join(Duration.ofSeconds(10));

    assertThat(failed.get().category()).isEqualTo(FailureCategory.CANCELLED);
    await(() -> server.openConnections() == 0);
  }

  private static void await(java.util.function.BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(10);
    }
  }

  private static void assertNoSecret(ModelCallFailed failed) {
    StringWriter all = new StringWriter();
    failed.printStackTrace(new PrintWriter(all));
    assertThat(all.toString() + failed.failure() + failed.getMessage())
        .doesNotContain(KEY)
        .doesNotContain("Scripted")
        .doesNotContain("secret prompt");
  }

  private ModelCallFailed fails(String provider, Map<String, Object> schema, Duration deadline) {
    return fails(client(providers, server.baseUrl(), provider), schema, deadline);
  }

  /** Who calls it. */
  ModelClient client(Providers providers, URI base, String provider) {
    return providers.client(provider).orElseThrow();
  }

  private static ModelCallFailed fails(
      ModelClient client, Map<String, Object> schema, Duration deadline) {
    ModelCallFailed failed =
        catchThrowableOfType(ModelCallFailed.class, () -> client.call(request(schema, deadline)));
    assertThat(failed).isNotNull();
    return failed;
  }

  private static Row refused(int status, FailureCategory category) {
    return new Row(status(status), category, status, true);
  }
}
