package dev.cadre.api;

import dev.cadre.parts.postgres.PostgresAccess;
import dev.cadre.parts.postgres.PostgresServer;
import dev.cadre.parts.postgres.TemporaryPostgres;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.llm.Callable;
import dev.cadre.stores.llm.WorkerLeases;
import dev.cadre.stores.plan.LostPlans;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.testkit.key.TestKeys;
import dev.cadre.workflows.access.ApiKey;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.tenant.TenantId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The API as it ships, in this process, on a PostgreSQL of its own and a free port. As an extension
 * of a test class it ends with the class.
 */
final class RunningApi implements AutoCloseable, AfterAllCallback {

  static final String OWNER = key(1);
  static final String REQUESTER = key(2);
  static final String REVIEWER = key(3);
  static final JsonMapper JSON = JsonMapper.builder().build();

  final TemporaryPostgres postgres;
  final ConfigurableApplicationContext context;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** One that can call the local model, and reaches no Temporal. */
  static RunningApi withoutTemporal(String... more) {
    try {
      return new RunningApi("127.0.0.1:1", more).migrated().withWorker();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String key(int number) {
    byte[] secret = new byte[32];
    java.util.Arrays.fill(secret, (byte) number);
    return ApiKey.of(TenantId.DEMO, new UUID(0x7000, number), secret).text();
  }

  RunningApi(String temporal, String... more) throws IOException {
    postgres = PostgresServer.temporary();
    PostgresAccess access = postgres.access();
    Path folder = Files.createTempDirectory("cadre-api-");
    folder.toFile().deleteOnExit();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--cadre.postgres.url=" + access.r2dbcUrl(),
                "--cadre.postgres.username=" + PostgresAccess.APP,
                "--cadre.postgres.password=" + access.appPassword(),
                "--cadre.postgres.owner-username=" + PostgresAccess.OWNER,
                "--cadre.postgres.owner-password=" + access.ownerPassword(),
                "--cadre.temporal.target=" + temporal,
                "--cadre.temporal.ui=http://127.0.0.1:8233",
                "--cadre.tokens.owner-file=" + file(folder.resolve("owner"), OWNER),
                "--cadre.tokens.requester-file=" + file(folder.resolve("requester"), REQUESTER),
                "--cadre.tokens.reviewer-file=" + file(folder.resolve("reviewer"), REVIEWER)));
    arguments.addAll(List.of(more));
    // With a Vault none is needed.
    if (arguments.stream().noneMatch(argument -> argument.startsWith("--cadre.vault."))) {
      arguments.add("--cadre.keys.master-file=" + TestKeys.master());
    }
    // Tests always keep the machine busy; that is of interest to one of them.
    if (arguments.stream().noneMatch(argument -> argument.startsWith("--cadre.limits.busy="))) {
      arguments.add("--cadre.limits.busy=0");
    }
    context = new SpringApplicationBuilder(CadreApi.class).run(arguments.toArray(String[]::new));
  }

  private static Path file(Path file, String content) throws IOException {
    file.toFile().deleteOnExit();
    return Files.writeString(file, content + "\n");
  }

  /** Waits until the schema is there. */
  RunningApi migrated() throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    while (Instant.now().isBefore(end)) {
      String health = get("/health/ready", null).body();
      if (JSON.readTree(health).path("parts").path("migrations").asString("").equals("UP")) {
        return this;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("no schema after 30 s");
  }

  /** As if a worker had said that it can call the local model. */
  RunningApi withWorker() {
    new WorkerLeases(context.getBean(Postgres.class))
        .publish(
            "test",
            new Callable(Set.of("local"), Set.of("anthropic"), Set.of("openai-compatible")),
            "cadre")
        .block(Duration.ofSeconds(10));
    return this;
  }

  String address() {
    return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
  }

  HttpRequest.Builder request(String path, String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address() + path)).timeout(Duration.ofSeconds(60));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  HttpResponse<String> get(String path, String token) {
    return send(request(path, token).GET());
  }

  HttpResponse<String> post(
      String path, String token, String type, String body, String... headers) {
    HttpRequest.Builder request =
        request(path, token)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return send(request);
  }

  /** Takes a plan in; its id. */
  String submit(String token, String plan) {
    HttpResponse<String> answer = post("/v1/plans", token, "application/json", plan);
    if (answer.statusCode() != 201) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return tree(answer).path("id").asString();
  }

  /** As the reconciler does with a cancelled plan that Temporal does not know. */
  void closeLost(String plan) {
    var keys = context.getBean(ScopeKeys.class);
    var lost = new LostPlans(context.getBean(Postgres.class), keys, Clock.systemUTC());
    var candidate =
        new LostPlans.Candidate(TenantId.DEMO, PlanId.of(plan), 1, Instant.now(), false);
    Boolean closed =
        lost.close(candidate, PlanStatus.CANCELLED, "WORKFLOW_CANCELED", "Closed by the test.")
            .block();
    if (!Boolean.TRUE.equals(closed)) {
      throw new AssertionError(plan + " was closed already");
    }
  }

  static JsonNode tree(HttpResponse<String> response) {
    return JSON.readTree(response.body());
  }

  /** The first page of a plan's events. */
  List<JsonNode> events(String plan) {
    return tree(send(
            request("/v1/plans/" + plan + "/events", REQUESTER)
                .header("Accept", "application/json")
                .GET()))
        .path("items")
        .valueStream()
        .toList();
  }

  /** A figure of {@code /metrics}, by its name with its labels; 0 where it is missing. */
  double figure(String name) {
    return get("/metrics", OWNER)
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElse(0);
  }

  long count(String table) {
    return number("select count(*) from " + table);
  }

  /** Transactions that PostgreSQL commits in a time, ours included. */
  long transactionsIn(Duration time) throws InterruptedException {
    long before = transactions();
    Thread.sleep(time);
    return transactions() - before;
  }

  private long transactions() {
    return number("select xact_commit from pg_stat_database where datname = current_database()");
  }

  private long number(String query) {
    return Long.parseLong(postgres.read(query));
  }

  void sql(String statement) {
    try (Connection connection = postgres.access().asSuperuser(PostgresAccess.DATABASE)) {
      connection.createStatement().execute(statement);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    close();
  }

  @Override
  public void close() throws Exception {
    context.close();
    postgres.close();
  }
}
