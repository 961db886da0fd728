package dev.cadre.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.parts.process.Command;
import dev.cadre.parts.process.Ports;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real launcher, PostgreSQL and Temporal; stand-ins for API and worker. */
@Timeout(180)
class CadreIT {

  private static final List<String> PARTS = List.of("postgres", "temporal", "api", "worker");

  private final Map<String, String> settings = new HashMap<>();
  private Path home;

  @BeforeEach
  void prepares(@TempDir Path folder) throws Exception {
    home = Files.createDirectories(folder.resolve("a folder"));
    Path jar = StandInJar.write(folder.resolve("stand-in.jar"));
    for (String port :
        List.of(
            "HTTP_PORT",
            "WORKER_PORT",
            "POSTGRES_PORT",
            "TEMPORAL_PORT",
            "TEMPORAL_UIPORT",
            "DEMO_PORT")) {
      settings.put("CADRE_" + port, Integer.toString(Ports.free()));
    }
    settings.put("CADRE_LOCAL_API_JAR", jar.toString());
    settings.put("CADRE_LOCAL_WORKER_JAR", jar.toString());
    settings.put("CADRE_MODEL_PATH", jar.toString());
  }

  @AfterEach
  void stopsAll() throws Exception {
    cadre("down");
  }

  private Command.Outcome cadre(String... words) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                AppJar.java(),
                "-XX:TieredStopAtLevel=1",
                "-Dcadre.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                Cadre.class.getName()));
    command.addAll(List.of(words));
    return new Command(command, settings).run(home, Duration.ofSeconds(150));
  }

  private JsonNode status(String part) throws Exception {
    String json = cadre("status", "--json").output().getLast();
    for (JsonNode row : JsonMapper.builder().build().readTree(json).path("parts")) {
      if (row.path("part").asString("").equals(part)) {
        return row;
      }
    }
    throw new AssertionError("no " + part + " in " + json);
  }

  @Test
  void staysUpRestartsTheDeadAndEndsWithoutATrace() throws Exception {
    Instant begun = Instant.now();
    Command.Outcome up = cadre("up");
    assertThat(up.ok()).as(up.tail()).isTrue();
    System.out.println("first up in " + Duration.between(begun, Instant.now()).toMillis() + " ms");
    assertThat(cadre("status").ok()).isTrue();
    Command.Outcome open = cadre("open");
    assertThat(open.ok()).as(open.tail()).isTrue();
    assertThat(String.join("\n", open.output()))
        .contains("sign-in?token=t", ":" + settings.get("CADRE_HTTP_PORT") + "/codec");
    for (String part : PARTS) {
      long killed = status(part).path("pid").asLong(0);
      ProcessHandle.of(killed).orElseThrow().destroyForcibly();
      awaitAnother(part, killed);
    }
    assertThat(cadre("up").output())
        .anyMatch(line -> line.startsWith("already running"))
        .noneMatch(line -> line.contains("other settings"));
    settings.put("CADRE_PROVIDERS_OPENAI_APIKEY", "not-a-key");
    assertThat(cadre("up").output())
        .anyMatch(line -> line.contains("other settings: CADRE_PROVIDERS_OPENAI_APIKEY;"));
    assertThat(cadre("down").ok()).isTrue();
    assertThat(cadre("status").ok()).isFalse();
    for (String port : List.of("HTTP_PORT", "POSTGRES_PORT", "TEMPORAL_PORT")) {
      assertThat(Ports.isFree(Integer.parseInt(settings.get("CADRE_" + port)))).isTrue();
    }
    begun = Instant.now();
    assertThat(cadre("up").ok()).isTrue();
    System.out.println("second up in " + Duration.between(begun, Instant.now()).toMillis() + " ms");
  }

  private void awaitAnother(String part, long killed) throws Exception {
    Instant end = Instant.now().plusSeconds(40);
    while (Instant.now().isBefore(end)) {
      JsonNode row = status(part);
      if (row.path("ready").asBoolean(false) && row.path("pid").asLong(0) != killed) {
        return;
      }
    }
    throw new AssertionError(part + " did not come back");
  }

  @Test
  void startsAgainAfterItsSupervisorWasKilled() throws Exception {
    assertThat(cadre("up").ok()).isTrue();
    long api = status("api").path("pid").asLong(0);
    long supervisor =
        Long.parseLong(Files.readString(home.resolve(".cadre/run/supervisor.pid")).strip());
    ProcessHandle.of(supervisor).orElseThrow().destroyForcibly();
    Thread.sleep(300);
    assertThat(ProcessHandle.of(api).map(ProcessHandle::isAlive).orElse(false)).isTrue();
    Command.Outcome again = cadre("up");
    assertThat(again.ok()).as(again.tail()).isTrue();
    assertThat(status("api").path("pid").asLong(0)).isNotEqualTo(api);
  }

  @Test
  void keepsSecretsAndGivesEachProgramOnlyItsOwn() throws Exception {
    settings.put("CADRE_PROVIDERS_OPENAI_APIKEY", "not-a-key");
    assertThat(cadre("up").ok()).isTrue();
    Path state = home.resolve(".cadre");
    for (String secret :
        List.of(
            "tokens/requester",
            "tokens/reviewer",
            "keys/master.key",
            "keys/master.key.store",
            "keys/postgres.properties")) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve(secret))))
          .as(secret)
          .isEqualTo("rw-------");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
        .isEqualTo("rwx------");
    assertThat(Files.size(state.resolve("keys/master.key"))).isEqualTo(32);
    assertThat(environment("HTTP_PORT"))
        .contains("CADRE_POSTGRES_OWNER_PASSWORD", "CADRE_TOKENS_REQUESTER_FILE")
        .doesNotContain("CADRE_PROVIDERS_OPENAI_APIKEY");
    assertThat(environment("WORKER_PORT"))
        .contains("CADRE_PROVIDERS_OPENAI_APIKEY", "CADRE_POSTGRES_PASSWORD")
        .doesNotContain("CADRE_POSTGRES_OWNER_PASSWORD", "CADRE_TOKENS_REQUESTER_FILE");
  }

  private List<String> environment(String port) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI at = URI.create("http://127.0.0.1:" + settings.get("CADRE_" + port) + "/environment");
      return http.send(HttpRequest.newBuilder(at).build(), HttpResponse.BodyHandlers.ofString())
          .body()
          .lines()
          .toList();
    }
  }

  @Test
  void demoRunsTheSamplePlanAndStopsAll() throws Exception {
    Files.createDirectories(home.resolve("examples"));
    Files.writeString(
        home.resolve("examples/launch-post.yaml"), "input: {to: 'http://127.0.0.1:9000/posts'}");
    Command.Outcome demo = cadre("demo", "--exit");
    assertThat(demo.ok()).as(demo.tail()).isTrue();
    assertThat(String.join("\n", demo.output()))
        .contains("deciding GO as the demo reviewer")
        .contains("plan p1  COMPLETED")
        .contains("the post")
        .contains("received this post 1 time(s)")
        .contains("/namespaces/default/workflows/plan-p1")
        .contains("stopped");
    assertThat(home.resolve(".cadre/run/api.pid")).doesNotExist();
  }

  @Test
  void namesAPortThatIsTaken() throws Exception {
    try (PublishEndpoint other = new PublishEndpoint(0)) {
      String port = other.origin().replaceAll(".*:", "");
      settings.put("CADRE_WORKER_PORT", port);
      Command.Outcome up = cadre("up");
      assertThat(up.ok()).isFalse();
      assertThat(up.tail())
          .contains("Port " + port + " (cadre.worker.port) is taken.", "CADRE_WORKER_PORT=");
    }
  }
}
