package dev.cadre.api;

import static dev.cadre.api.RunningApi.OWNER;
import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that are made to hurt: each is refused with a problem that says what is wrong and
 * nothing of what is inside, by an API that goes on answering.
 */
class HostileRequestsIT {

  private static final String JSON = "application/json";
  private static final String PLANS = "/v1/plans";
  private static final int MEBI = 1024 * 1024;

  /** What only the inside knows: names of classes, traces, SQL. */
  private static final Pattern INSIDE =
      Pattern.compile(
          "(dev|org|io|tools|reactor|com)\\.[a-z]+\\.|java\\.|Exception|\\bat [\\w.$]+\\(|(?i)\\bselect .* from"
              + "|insert into|relation \"|r2dbc|sqlstate");

  @RegisterExtension static final RunningApi api = RunningApi.withoutTemporal();

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.cadre.api.HostileRequests#all")
  void refusesWithAProblemThatTellsNothingOfTheInside(HostileRequests.Hostile hostile) {
    HttpResponse<String> answer = api.send(hostile.request().apply(api));

    assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 499).isNotEqualTo(429);
    problem(answer);
    assertThat(answer.body().length()).isLessThan(MEBI);
    assertThat(api.get("/health/live", null).statusCode()).isEqualTo(200);
  }

  private static void problem(HttpResponse<String> answer) {
    Map<String, String> headers = headers(answer);
    assertThat(headers).as(answer.body()).containsEntry("content-type", "application/problem+json");
    assertThat(headers.get("cache-control")).contains("no-store");
    assertThat(headers).containsEntry("x-content-type-options", "nosniff");
    assertThat(tree(answer).path("code").asString()).matches("[A-Z_]+");
    assertThat(tree(answer).path("detail").asString()).isNotBlank();
    assertThat(answer.body()).doesNotContainPattern(INSIDE);
  }

  private static Map<String, String> headers(HttpResponse<String> answer) {
    return answer.headers().map().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.join(", ", entry.getValue())));
  }

  @Test
  void inflatesNothing() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bomb)) {
      byte[] zeros = new byte[MEBI];
      for (int i = 0; i < 64; i++) {
        zip.write(zeros);
      }
    }
    for (String path : new String[] {PLANS, "/v1/accounts", "/codec/decode", "/sign-in"}) {
      HttpResponse<String> answer =
          api.send(
              api.request(path, OWNER)
                  .header("Content-Encoding", "gzip")
                  .header(
                      "Content-Type",
                      path.equals("/sign-in") ? "application/x-www-form-urlencoded" : JSON)
                  .POST(BodyPublishers.ofByteArray(bomb.toByteArray())));
      assertThat(answer.statusCode()).as(path).isEqualTo(415);
      problem(answer);
      assertThat(tree(answer).path("detail").asString()).contains("Content-Encoding");
    }
  }

  @Test
  void hangsUpOnLinesAndHeadersThatAreTooLong() throws IOException {
    assertThat(raw("GET /v1/plans?a=" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 414")
        .doesNotContainPattern(INSIDE);
    assertThat(raw("GET /v1/me HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(100_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431")
        .doesNotContainPattern(INSIDE);
    assertThat(raw("GET /v1/me HTTP/1.1\r\nHost: x\r\n" + "X: a\r\n".repeat(20_000) + "\r\n"))
        .startsWith("HTTP/1.1 431")
        .doesNotContainPattern(INSIDE);
    assertThat(raw("\0\1\2\r\n\r\n")).startsWith("HTTP/1.1 400").doesNotContainPattern(INSIDE);
  }

  /** The whole answer; a connection that the server closes early may be cut off while we write. */
  private static String raw(String request) throws IOException {
    URI address = URI.create(api.address());
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(10_000);
      Thread.startVirtualThread(() -> {
        try {
          socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
      InputStream in = socket.getInputStream();
      byte[] first = in.readNBytes(12);
      return new String(first, StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void tellsNothingOfPostgresWhereItFails() {
    api.sql("alter table plan rename to plan_elsewhere");
    try {
      HttpResponse<String> answer = api.get(PLANS, REQUESTER);
      assertThat(answer.statusCode()).isEqualTo(503);
      problem(answer);
      assertThat(answer.body()).doesNotContain("plan_elsewhere", "relation");
    } finally {
      api.sql("alter table plan_elsewhere rename to plan");
    }
  }

  @Test
  void letsNobodyKeepWhatItAnswers() {
    int asked = 0;
    for (ApiRoutes.Route route : ApiRoutes.of(api)) {
      HttpResponse<String> answer = ApiRoutes.call(api, route, OWNER, Map.of());
      Map<String, String> headers = headers(answer);
      assertThat(headers.get("cache-control")).as(route.toString()).contains("no-store");
      assertThat(headers).as(route.toString()).containsEntry("x-content-type-options", "nosniff");
      assertThat(headers).as(route.toString()).containsEntry("x-frame-options", "DENY");
      asked += answer.statusCode() == 200 ? 1 : 0;
    }
    assertThat(asked).isGreaterThan(10);
  }
}
