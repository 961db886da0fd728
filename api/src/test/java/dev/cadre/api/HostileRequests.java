package dev.cadre.api;

import static dev.cadre.api.RunningApi.OWNER;
import static dev.cadre.api.RunningApi.REQUESTER;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A corpus of requests that are made to hurt. */
final class HostileRequests {

  private static final String JSON = "application/json";
  private static final String YAML = "application/yaml";
  private static final String PLANS = "/v1/plans";
  private static final int MEBI = 1024 * 1024;

  /**
   * One of them.
   *
   * @param request makes it, for an API
   */
  record Hostile(String what, Function<RunningApi, HttpRequest.Builder> request) {

    @Override
    public String toString() {
      return what;
    }
  }

  private HostileRequests() {}

  static Stream<Hostile> all() {
    return Stream.concat(bombs(), bodies());
  }

  private static Hostile body(String what, String path, String type, Supplier<byte[]> body) {
    return new Hostile(
        what + " to " + path,
        api ->
            api.request(path, path.startsWith("/sign-in") ? null : OWNER)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body.get())));
  }

  private static Hostile header(String what, String path, String name, String value) {
    return new Hostile(
        what,
        api ->
            api.request(path, REQUESTER)
                .setHeader(name, value)
                .POST(BodyPublishers.ofString("{}")));
  }

  private static Hostile path(String path) {
    return new Hostile(path, api -> api.request(path, REQUESTER).GET());
  }

  private static Supplier<byte[]> text(String text) {
    return () -> text.getBytes(StandardCharsets.UTF_8);
  }

  private static Stream<Hostile> bombs() {
    return Stream.of(
            PLANS,
            "/v1/plans:validate",
            "/v1/plans:dry-run",
            "/v1/plans:cancel",
            "/v1/accounts",
            "/v1/me/keys",
            "/v1/tenants",
            "/codec/decode")
        .flatMap(path ->
            Stream.of(
                body(
                    "deep lists",
                    path,
                    JSON,
                    () -> "[".repeat(MEBI).getBytes(StandardCharsets.UTF_8)),
                body(
                    "deep objects",
                    path,
                    JSON,
                    text("{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000))),
                body("a key twice", path, JSON, text("{\"name\": \"a\", \"name\": \"b\"}")),
                body(
                    "a number without end",
                    path,
                    JSON,
                    text("{\"name\": " + "9".repeat(MEBI) + "}")),
                body("a number out of range", path, JSON, text("{\"name\": 1e999999999}")),
                body("no UTF-8", path, JSON, () -> new byte[] {'"', (byte) 0xc3, '(', '"'})));
  }

  private static Stream<Hostile> bodies() {
    return Stream.of(
        body("a long list", PLANS, JSON, text("[" + "1,".repeat(500_000) + "1]")),
        body("deep YAML", PLANS, YAML, text("[".repeat(10_000))),
        body("YAML of anchors", PLANS, YAML, text("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n")),
        body("YAML of a type", PLANS, YAML, text("name: !!javax.script.ScriptEngineManager []\n")),
        body("a long name", PLANS, JSON, text("{\"name\": \"" + "x".repeat(15 * MEBI) + "\"}")),
        body(
            "many steps",
            PLANS,
            JSON,
            text("{\"name\": \"x\", \"steps\": [" + "{},".repeat(200_000) + "{}]}")),
        body("many fields", PLANS, JSON, HostileRequests::fields),
        body(
            "a template",
            PLANS,
            JSON,
            text(
                "{\"name\": \"x\", \"steps\": [{\"id\": \"a\", \"kind\": \"tool\", \"tool\": \"echo\","
                    + " \"arguments\": {\"x\": \"{{ T(java.lang.Runtime).getRuntime().exec('id') }}\"}}]}")),
        body("parts", PLANS, "multipart/form-data; boundary=x", text("--x\r\n\r\n1\r\n--x--\r\n")),
        body(
            "parts",
            "/sign-in",
            "multipart/form-data; boundary=x",
            text("--x\r\n\r\n1\r\n--x--\r\n")),
        body(
            "XML",
            PLANS,
            "application/xml",
            text("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>")),
        body(
            "a long form",
            "/sign-in",
            "application/x-www-form-urlencoded",
            text("name=" + "x".repeat(20 * MEBI))),
        body("no type at all", PLANS, "nonsense", text("{}")),
        header("an odd Accept", PLANS, "Accept", "///"),
        header("an odd If-Match", "/v1/accounts/x", "If-Match", "x"),
        path("/v1/plans/..%2f..%2fetc%2fpasswd"),
        path("/v1/plans/%00"),
        path("/v1/plans/a;b=c/steps"),
        path("/v1//plans/x"),
        path("/v1/plans/" + "a".repeat(2_000)),
        path("/v1/plans?limit=1&" + "limit=x&".repeat(300)),
        path("/v1/plans?cursor=" + "A".repeat(3_000)),
        path("/v1/plans?status=' or 1=1 --".replace(" ", "%20")),
        path("/v1/gates?plan=%00"),
        new Hostile(
            "a method of nobody",
            api -> api.request(PLANS, REQUESTER).method("BREW", BodyPublishers.noBody())));
  }

  private static byte[] fields() {
    StringBuilder fields = new StringBuilder("{\"name\": \"x\"");
    for (int i = 0; i < 100_000; i++) {
      fields.append(",\"f").append(i).append("\":0");
    }
    return fields.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }
}
