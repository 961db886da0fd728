package dev.cadre.cli;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API's routes as methods. Throws {@link Refused} and {@link Unreachable}. */
public final class CadreClient {

  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static final String JSON = "application/json";
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration LONG = Duration.ofDays(1);
  private static final int TRIES = 6;

  private final ApiHttp http;
  private final Duration pause;

  public CadreClient(Door door) {
    this(door, PAUSE);
  }

  /**
   * @param pause before a lost answer is asked for again; doubles each time
   */
  CadreClient(Door door, Duration pause) {
    this.http = new ApiHttp(door);
    this.pause = pause;
  }

  /** Where it knocks. */
  public URI address() {
    return http.address();
  }

  /**
   * Submits a plan; the same key and body again give the same answer. So where the answer is lost
   * on its way, it asks again.
   */
  public JsonNode submit(PlanFile plan, String key) {
    return repeat(
        file(plan, "/v1/plans").header("Idempotency-Key", key),
        " Whether the plan was taken is not known: the same with --key "
            + key
            + " finds it, or submits it.");
  }

  /** Signals a plan; asks again where the answer is lost, as the same key counts once. */
  JsonNode signal(String plan, String name, @Nullable JsonNode payload, String key) {
    return repeat(
        request("/v1/plans/" + encode(plan) + "/signals/" + encode(name), payload)
            .header("Idempotency-Key", key),
        " Whether the signal was taken is not known: the same with --key "
            + key
            + " counts once, whatever happened.");
  }

  /** Has a plan tried or done again; asks again where the answer is lost, as it counts once. */
  JsonNode again(String plan, String order, @Nullable JsonNode body) {
    return repeat(
        request("/v1/plans/" + encode(plan) + ":" + order, body)
            .header("Idempotency-Key", UUID.randomUUID().toString()),
        " Whether it was taken is not known: look at the plans before you repeat it.");
  }

  private HttpRequest.Builder request(String path, @Nullable JsonNode body) {
    HttpRequest.Builder request = http.request(path);
    return body == null
        ? request.POST(HttpRequest.BodyPublishers.noBody())
        : request
            .header("Content-Type", JSON)
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
  }

  private JsonNode repeat(HttpRequest.Builder request, String otherwise) {
    for (int tries = 1; ; tries++) {
      try {
        return http.send(request);
      } catch (Unreachable e) {
        // Nobody listens, at the first knock: nothing was sent. Later it may be restarting.
        if (e.refused() && tries == 1) {
          throw e;
        }
        if (tries == TRIES) {
          throw new Unreachable(e.getMessage() + otherwise);
        }
      }
      rest(pause.multipliedBy(1L << (tries - 1)));
    }
  }

  private static void rest(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unreachable("Interrupted.");
    }
  }

  /** Has a plan checked: {@code valid} and, whatever is wrong, {@code problems}. */
  public JsonNode validate(PlanFile plan) {
    return http.send(file(plan, "/v1/plans:validate"));
  }

  /** Has a plan tried; the body holds the plan and what the world answers. */
  JsonNode dryRun(PlanFile body) {
    return http.send(file(body, "/v1/plans:dry-run"));
  }

  private HttpRequest.Builder file(PlanFile file, String path) {
    return http.request(path)
        .header("Content-Type", file.mediaType())
        .POST(HttpRequest.BodyPublishers.ofString(file.body()));
  }

  /** Reads a path such as {@code /v1/plans/…}. */
  public JsonNode get(String path) {
    return http.send(http.request(path).GET());
  }

  /** Reads a list, with those parameters that are not empty. */
  public JsonNode list(String path, Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .filter(p -> !p.getValue().isEmpty())
            .map(p -> p.getKey() + "=" + encode(p.getValue()))
            .collect(Collectors.joining("&"));
    return get(query.isEmpty() ? path : path + "?" + query);
  }

  /** Has something done that may take as long as it likes. */
  JsonNode await(String path) {
    return http.send(http.request(path).timeout(LONG).POST(HttpRequest.BodyPublishers.noBody()));
  }

  /**
   * Changes what has a version: reads it and sends what is other, so that nobody's change in
   * between is lost. Fields that are null stay.
   */
  JsonNode change(String path, Map<String, ?> change) {
    String version = get(path).path("version").asString("");
    return http.send(
        http.request(path)
            .header("If-Match", '"' + version + '"')
            .header("Content-Type", JSON)
            .method("PATCH", json(change)));
  }

  /** Puts JSON in the place of what stands there. */
  JsonNode replace(String path, Map<String, ?> body) {
    return http.send(http.request(path).header("Content-Type", JSON).PUT(json(body)));
  }

  /** Puts JSON in the place of this version of what stands there. */
  JsonNode replace(String path, String version, Map<String, ?> body) {
    return http.send(
        http.request(path)
            .header("If-Match", '"' + version + '"')
            .header("Content-Type", JSON)
            .PUT(json(body)));
  }

  /** Puts a file's JSON or YAML in the place of this version of what stands there. */
  JsonNode replaceFile(String path, String version, PlanFile file) {
    return http.send(
        http.request(path)
            .header("If-Match", '"' + version + '"')
            .header("Content-Type", file.mediaType())
            .PUT(HttpRequest.BodyPublishers.ofString(file.body())));
  }

  /** Deletes. */
  JsonNode delete(String path) {
    return http.send(http.request(path).DELETE());
  }

  /** Posts a file's JSON or YAML. */
  JsonNode postFile(String path, PlanFile file) {
    return http.send(file(file, path));
  }

  /** Posts JSON; null posts nothing. */
  public JsonNode post(String path, @Nullable Object body) {
    return http.send(request(path, body == null ? null : MAPPER.valueToTree(body)));
  }

  /**
   * Follows a plan's events from after {@code last} until {@code taken} answers false or the stream
   * ends.
   */
  public void events(String plan, String last, Predicate<PlanEvent> taken) {
    HttpRequest.Builder builder =
        http.request("/v1/plans/" + encode(plan) + "/events").header("Accept", "text/event-stream");
    if (!last.isEmpty()) {
      builder.header("Last-Event-ID", last);
    }
    EventLines reader = new EventLines();
    stream(
        builder,
        lines -> {
          while (lines.hasNext()) {
            PlanEvent event = reader.line(lines.next());
            if (event != null && !taken.test(event)) {
              return;
            }
          }
        });
  }

  /** Reads an answer of any length, line after line. */
  void lines(String path, Consumer<String> line) {
    stream(http.request(path).GET(), lines -> lines.forEachRemaining(line));
  }

  private void stream(HttpRequest.Builder builder, Consumer<Iterator<String>> reader) {
    HttpResponse<Stream<String>> response =
        http.exchange(builder.timeout(LONG).build(), HttpResponse.BodyHandlers.ofLines());
    try (Stream<String> lines = response.body()) {
      if (response.statusCode() != 200) {
        throw Refused.read(response.statusCode(), lines.collect(Collectors.joining("\n")));
      }
      reader.accept(lines.iterator());
    } catch (java.io.UncheckedIOException e) {
      throw new Unreachable(http.address(), e.getCause());
    }
  }

  private static HttpRequest.BodyPublisher json(Object body) {
    return HttpRequest.BodyPublishers.ofString(MAPPER.writeValueAsString(body));
  }

  static String encode(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
