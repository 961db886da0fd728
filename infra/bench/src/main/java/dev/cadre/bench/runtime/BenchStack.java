package dev.cadre.bench.runtime;

import dev.cadre.bench.bare.BareWorker;
import dev.cadre.parts.postgres.PostgresAccess;
import dev.cadre.parts.postgres.PostgresServer;
import dev.cadre.parts.process.CacheFolder;
import dev.cadre.parts.process.FileTree;
import dev.cadre.parts.process.Part;
import dev.cadre.parts.process.Ports;
import dev.cadre.parts.process.Progress;
import dev.cadre.parts.process.TemporaryPart;
import dev.cadre.parts.temporal.ClusterPrograms;
import dev.cadre.parts.temporal.ClusterSettings;
import dev.cadre.parts.temporal.TemporalCluster;
import dev.cadre.stores.runtime.TemporalSettings;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * All processes under the benchmark, on loopback and free ports, with their state in a folder that
 * goes with them: PostgreSQL with everything durable, Temporal's own server on it, a provider
 * without latency, Cadre's API and worker, and the worker of bare workflows.
 */
public final class BenchStack implements AutoCloseable {

  private static final String BARE_WORKER = "bare-worker";

  private final Path home;
  private final Progress progress;
  private final Closings closings;
  private final Map<String, TemporaryPart> parts = new HashMap<>();
  private final PostgresAccess postgres;
  private final String temporal;
  private final WorkflowServiceStubs stubs;
  private final Provider provider;
  private final CadreStack cadre;

  /**
   * Starts them all; what was started is ended again when one of them cannot be.
   *
   * @param project the folder that holds the modules, built
   */
  public static BenchStack start(Path project, Progress progress)
      throws IOException, InterruptedException {
    ClusterPrograms programs = ClusterPrograms.in(CacheFolder.ofUser(), System.getenv(), progress);
    Closings closings = new Closings(progress);
    // Cadre's programs belong to a supervisor of their own, which our end alone would not end.
    Runtime.getRuntime().addShutdownHook(new Thread(closings::close));
    boolean whole = false;
    try {
      BenchStack stack = new BenchStack(project, programs, closings, progress);
      whole = true;
      return stack;
    } finally {
      if (!whole) {
        closings.close();
      }
    }
  }

  private BenchStack(Path project, ClusterPrograms programs, Closings closings, Progress progress)
      throws IOException, InterruptedException {
    this.closings = closings;
    this.progress = progress;
    home = Files.createTempDirectory("cadre-bench-");
    closings.add(() -> FileTree.delete(home));
    progress.say("state is in " + home);
    postgres = startPostgres();
    temporal = startTemporal(programs);
    stubs = connect();
    provider = Provider.start(home.resolve("provider"));
    closings.add(provider::close);
    progress.say("starting Cadre");
    cadre = CadreStack.start(project, home.resolve("cadre"), postgres, temporal, provider.vendor());
    closings.add(cadre::close);
    databases().makeBareTables();
    startBare();
    progress.say("all run");
  }

  private PostgresAccess startPostgres() {
    progress.say("starting PostgreSQL");
    PostgresServer server =
        PostgresServer.in(
            home.resolve("postgres"), PostgresServer.newAccess(Ports.free()), progress);
    begin(server);
    server.prepare();
    return server.access();
  }

  private String startTemporal(ClusterPrograms programs) throws InterruptedException {
    progress.say("starting Temporal's server on PostgreSQL");
    String password = PostgresServer.newAccess(1).ownerPassword();
    TemporalCluster cluster =
        new TemporalCluster(
            programs, ClusterSettings.onFreePorts(home.resolve("temporal"), postgres, password));
    cluster.prepare();
    begin(cluster);
    cluster.serve();
    return cluster.settings().target();
  }

  private void startBare() {
    Path folder = home.resolve(BARE_WORKER);
    Path mark = folder.resolve("polls");
    Map<String, String> environment =
        Map.of(
            BareWorker.TEMPORAL, temporal,
            BareWorker.POSTGRES, postgres.r2dbcUrl(),
            BareWorker.USER, PostgresAccess.APP,
            BareWorker.PASSWORD, postgres.appPassword(),
            BareWorker.MASTER_KEY, cadre.masterKey().toString(),
            BareWorker.ENDPOINT, provider.endpoint().toString(),
            BareWorker.READY, mark.toString());
    begin(new JavaProgram(BARE_WORKER, BareWorker.class, List.of(), environment, mark));
  }

  private void begin(Part part) {
    Path folder = home.resolve(part.name());
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    TemporaryPart begun = TemporaryPart.start(part, folder);
    closings.add(begun::end);
    parts.put(part.name(), begun);
  }

  private WorkflowServiceStubs connect() {
    WorkflowServiceStubs connected =
        WorkflowServiceStubs.newServiceStubs(TemporalSettings.connection(temporal).build());
    closings.add(connected::shutdownNow);
    return connected;
  }

  /** For the sides and the cases. */
  public CadreStack cadre() {
    return cadre;
  }

  /** The bare worker's process. */
  public TemporaryPart bareWorker() {
    return part(BARE_WORKER);
  }

  private TemporaryPart part(String name) {
    return Objects.requireNonNull(parts.get(name), name);
  }

  /**
   * Processor time used so far by what a side's runs pass through.
   *
   * @param worker the side's
   */
  public Map<String, Double> processorSeconds(ProcessHandle worker) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("worker", ProcessorTime.of(worker));
    seconds.put("Temporal", ProcessorTime.of(process(part("temporal").pid())));
    seconds.put("PostgreSQL", ProcessorTime.ofFamily(process(part("postgres").pid())));
    seconds.put("API", cadre.apiProcess().map(ProcessorTime::of).orElse(0.0));
    return seconds;
  }

  private static ProcessHandle process(long pid) {
    return ProcessHandle.of(pid).orElseThrow(() -> new IllegalStateException(pid + " is gone"));
  }

  public Provider provider() {
    return provider;
  }

  public PostgresAccess postgres() {
    return postgres;
  }

  public Databases databases() {
    return new Databases(postgres);
  }

  public WorkflowServiceStubs stubs() {
    return stubs;
  }

  public Executions executions() {
    return new Executions(stubs);
  }

  /** Where a person looks at what runs. */
  public String addresses() {
    return """
    API         %s
    Temporal    %s
    PostgreSQL  postgresql://postgres:%s@127.0.0.1:%d/cadre
    state       %s\
    """
        .formatted(cadre.api(), temporal, postgres.superPassword(), postgres.port(), home);
  }

  @Override
  public void close() {
    progress.say("ending all");
    closings.close();
  }
}
