package dev.cadre.local;

import dev.cadre.parts.model.ModelWeights;
import dev.cadre.parts.postgres.PostgresAccess;
import dev.cadre.parts.postgres.PostgresServer;
import dev.cadre.parts.process.CacheFolder;
import dev.cadre.parts.process.Part;
import dev.cadre.parts.process.Progress;
import dev.cadre.parts.temporal.TemporalBinary;
import dev.cadre.parts.temporal.TemporalServer;
import dev.cadre.parts.temporal.TemporalSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parts, as the settings want them. Nothing is started or made here. */
final class Stack {

  private static final String VERSION = "0.1.0-SNAPSHOT";
  private static final String LOOPBACK = "127.0.0.1";

  final Part postgres;
  final Part temporal;
  final ProgramPart api;
  final ProgramPart worker;

  private final Settings settings;

  private Stack(
      Settings settings, Part postgres, Part temporal, ProgramPart api, ProgramPart worker) {
    this.settings = settings;
    this.postgres = postgres;
    this.temporal = temporal;
    this.api = api;
    this.worker = worker;
  }

  static Stack of(StateFolder state, Settings settings, Progress progress) throws IOException {
    Secrets secrets = new Secrets(state);
    PostgresAccess access = secrets.postgres(settings.port(Settings.POSTGRES_PORT));
    Optional<String> outsidePostgres = settings.get("cadre.postgres.url");
    Part postgres =
        outsidePostgres.isPresent()
            ? new OutsidePart("postgres", outsidePostgres.get())
            : PostgresServer.in(state.root().resolve("postgres"), access, progress);
    Optional<String> outsideTemporal = settings.get("cadre.temporal.target");
    Part temporal =
        outsideTemporal.isPresent()
            ? new OutsidePart("temporal", outsideTemporal.get())
            : temporal(state, settings, progress);
    Map<String, String> shared = shared(secrets, settings);
    if (outsidePostgres.isEmpty()) {
      shared.putAll(passwords(access));
    }
    return new Stack(
        settings,
        postgres,
        temporal,
        program(state, settings, "api", Settings.HTTP_PORT, shared),
        program(state, settings, "worker", Settings.WORKER_PORT, shared));
  }

  private static TemporalServer temporal(StateFolder state, Settings settings, Progress progress) {
    TemporalBinary binary = new TemporalBinary(CacheFolder.ofUser(), System.getenv(), progress);
    return new TemporalServer(
        binary::get,
        new TemporalSettings(
            state.root().resolve("temporal/temporal.db"),
            settings.port(Settings.TEMPORAL_PORT),
            settings.port(Settings.TEMPORAL_UI_PORT),
            Optional.of(codec(settings))));
  }

  private static Map<String, String> shared(Secrets secrets, Settings settings) {
    Map<String, String> shared = new HashMap<>();
    shared.put("CADRE_TEMPORAL_TARGET", LOOPBACK + ":" + settings.port(Settings.TEMPORAL_PORT));
    shared.put("CADRE_TEMPORAL_NAMESPACE", "default");
    shared.put("CADRE_TEMPORAL_UI", temporalUi(settings));
    shared.put("CADRE_TOKENS_OWNER_FILE", secrets.owner().toString());
    shared.put("CADRE_TOKENS_REQUESTER_FILE", secrets.requester().toString());
    shared.put("CADRE_TOKENS_REVIEWER_FILE", secrets.reviewer().toString());
    shared.put("CADRE_KEYS_MASTER_FILE", secrets.masterKey().toString());
    shared.put("SERVER_ADDRESS", settings.get("cadre.http.address").orElse(LOOPBACK));
    new ModelWeights(CacheFolder.ofUser(), Progress.SILENT)
        .found()
        .ifPresent(file -> shared.put("CADRE_MODEL_PATH", file.toString()));
    shared.putAll(settings.values());
    shared.put("CADRE_HTTP_PORT", Integer.toString(settings.port(Settings.HTTP_PORT)));
    return shared;
  }

  private static Map<String, String> passwords(PostgresAccess access) {
    return Map.of(
        "CADRE_POSTGRES_URL", access.r2dbcUrl(),
        "CADRE_POSTGRES_USERNAME", PostgresAccess.APP,
        "CADRE_POSTGRES_PASSWORD", access.appPassword(),
        "CADRE_POSTGRES_OWNER_USERNAME", PostgresAccess.OWNER,
        "CADRE_POSTGRES_OWNER_PASSWORD", access.ownerPassword());
  }

  private static ProgramPart program(
      StateFolder state, Settings settings, String name, String port, Map<String, String> shared) {
    String module = name.equals("api") ? "api" : "workers";
    Path fat =
        settings
            .get("cadre.local." + name + ".jar")
            .map(Path::of)
            .orElse(
                state
                    .home()
                    .resolve(module)
                    .resolve("target/cadre-" + module + "-" + VERSION + "-app.jar"));
    Map<String, String> environment = new HashMap<>(shared);
    environment.put("SERVER_PORT", Integer.toString(settings.port(port)));
    if (!name.equals("api")) {
      // Only the migrations need the owner, and they are the API's.
      environment.keySet().removeIf(key -> key.startsWith("CADRE_POSTGRES_OWNER_"));
      environment.keySet().removeIf(key -> key.startsWith("CADRE_TOKENS_"));
    } else {
      // The API holds no provider's key.
      environment.keySet().removeIf(key -> key.startsWith("CADRE_PROVIDERS_"));
    }
    List<String> options =
        List.of(
            "-XX:+UseSerialGC",
            "-Xms64m",
            "-Xmx" + settings.get("cadre.local." + name + ".heap").orElse("512m"),
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED");
    return new ProgramPart(
        name,
        "http://" + LOOPBACK + ":" + settings.port(port),
        new AppJar(fat, state.root().resolve("apps").resolve(name)),
        options,
        environment);
  }

  static String api(Settings settings) {
    return "http://" + LOOPBACK + ":" + settings.port(Settings.HTTP_PORT);
  }

  /** Where Temporal's UI has inputs and outputs decoded. */
  static String codec(Settings settings) {
    return settings.get("cadre.temporal.codec-endpoint").orElse(api(settings) + "/codec");
  }

  static String temporalUi(Settings settings) {
    return settings
        .get("cadre.temporal.ui")
        .orElse("http://" + LOOPBACK + ":" + settings.port(Settings.TEMPORAL_UI_PORT));
  }

  Settings settings() {
    return settings;
  }

  /** All, in the order of their start. */
  List<Part> all() {
    return List.of(postgres, temporal, api, worker);
  }

  /** Whether we start it. */
  static boolean ours(Part part) {
    return !(part instanceof OutsidePart);
  }
}
