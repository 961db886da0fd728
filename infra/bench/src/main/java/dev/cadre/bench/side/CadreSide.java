package dev.cadre.bench.side;

import dev.cadre.bench.plan.Mode;
import dev.cadre.bench.plan.PlanText;
import dev.cadre.bench.plan.Shape;
import dev.cadre.bench.report.Figure;
import dev.cadre.bench.runtime.BenchStack;
import dev.cadre.bench.runtime.CadreStack;
import dev.cadre.bench.runtime.Databases;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Cadre, through its REST door. */
public final class CadreSide implements Side {

  private final CadreStack cadre;
  private final Databases databases;
  private final RestDoor requester;
  private final RestDoor reviewer;
  private final Map<Written, String> written = new ConcurrentHashMap<>();
  private final Map<Written, Optional<String>> lacks = new ConcurrentHashMap<>();

  private record Written(Shape shape, Mode mode) {}

  public CadreSide(BenchStack stack) {
    this.cadre = stack.cadre();
    this.databases = stack.databases();
    this.requester = new RestDoor(cadre.api(), cadre.token("requester"));
    this.reviewer = new RestDoor(cadre.api(), cadre.token("reviewer"));
  }

  @Override
  public String name() {
    return Figure.CADRE;
  }

  /** The door of who submits, for what is measured without a workflow. */
  public RestDoor door() {
    return requester;
  }

  /** A new tenant's door, of its first owner. */
  public RestDoor tenant(String domain) {
    String body =
        """
        {"name": "%s", "domain": "%s", "admin": {"name": "boss", "roles": ["owner"]}}\
        """
            .formatted(domain, domain);
    String key =
        new RestDoor(cadre.api(), cadre.token("owner"))
            .post("/v1/tenants", body)
            .expect(201)
            .json()
            .path("adminKey")
            .asString("");
    return new RestDoor(cadre.api(), key);
  }

  /** Waits until the door takes plans: a worker says what it can call a moment after its start. */
  public void awaitOpen() throws InterruptedException {
    String plan = text(Shape.sequence(1), Mode.VISIBLE);
    long end = System.nanoTime() + 60_000_000_000L;
    while (requester.post("/v1/plans:validate", plan).status() == 503) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the door takes no plans");
      }
      Thread.sleep(200);
    }
  }

  private String text(Shape shape, Mode mode) {
    return written.computeIfAbsent(new Written(shape, mode), _ -> PlanText.of(shape, mode));
  }

  @Override
  public Optional<String> lacks(Shape shape, Mode mode) {
    return lacks.computeIfAbsent(new Written(shape, mode), _ -> ask(text(shape, mode)));
  }

  private Optional<String> ask(String plan) {
    JsonNode verdict = requester.post("/v1/plans:validate", plan).expect(200).json();
    return verdict.path("valid").asBoolean(false)
        ? Optional.empty()
        : Optional.of(
            verdict
                .path("problems")
                .valueStream()
                .map(problem -> problem.path("code").asString(""))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", ")));
  }

  @Override
  public Started start(Shape shape, Mode mode) {
    String plan = text(shape, mode);
    Instant sent = Instant.now();
    JsonNode submitted = requester.post("/v1/plans", plan).expect(201).json();
    return new Started(submitted.path("workflowId").asString(""), sent);
  }

  @Override
  public boolean atGate(Started run) {
    return !gate(run).isMissingNode();
  }

  private JsonNode gate(Started run) {
    String plan = run.workflow().substring("plan-".length());
    return reviewer
        .get("/v1/gates?status=open&plan=" + plan)
        .expect(200)
        .json()
        .path("items")
        .path(0);
  }

  @Override
  public long atGates() {
    return databases.openGates();
  }

  @Override
  public Instant approve(Started run) {
    String gate = "/v1/gates/" + gate(run).path("id").asString("");
    String digest = reviewer.get(gate).expect(200).json().path("digest").asString("");
    Instant sent = Instant.now();
    reviewer
        .post(gate + "/decisions", "{\"decision\": \"GO\", \"digest\": \"" + digest + "\"}")
        .expect(200);
    return sent;
  }

  @Override
  public long calls() {
    return databases.settledAttempts();
  }

  @Override
  public ProcessHandle worker() {
    return cadre.worker().orElseThrow(() -> new IllegalStateException("no worker of Cadre runs"));
  }

  @Override
  public void killWorker() {
    // The launcher's supervisor starts the next one.
    worker().destroyForcibly();
  }
}
