package dev.cadre.api;

import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.access.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Role × route × tenant, generated from the API's description. What is allowed stands in a file
 * that people read: a new route, or one that asks for less, fails here until a line says so.
 */
class AccessMatrixIT {

  private static final String JSON = "application/json";

  @RegisterExtension static final RunningApi api = RunningApi.withoutTemporal();

  private static People operating;
  private static People other;

  @BeforeAll
  static void twoTenants() {
    operating = People.of(api, RunningApi.OWNER);
    other = People.ofNewTenant(api, "other.example");
  }

  /** A line of the file: the route, its permission, and the letters of the roles that may. */
  private record Line(String route, String permission, String roles, String elsewhere) {}

  private static Map<String, Line> lines() {
    try (InputStream in =
        Objects.requireNonNull(AccessMatrixIT.class.getResourceAsStream("/access-matrix.csv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.split(",", -1))
          .map(f -> new Line(f[0], f[1], f[2], f[3]))
          .collect(Collectors.toMap(Line::route, Function.identity()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String letters(People people, ApiRoutes.Route route) {
    return Stream.of(Role.values())
        .filter(role -> allowed(ApiRoutes.call(api, route, people.keys.get(role), Map.of())))
        .map(role -> role.wire().substring(0, 2))
        .collect(Collectors.joining(" "));
  }

  private static boolean allowed(HttpResponse<String> answer) {
    if (answer.statusCode() == 401) {
      throw new AssertionError(answer.body());
    }
    return answer.statusCode() != 403 || !tree(answer).path("code").asString().equals("FORBIDDEN");
  }

  @Test
  void letsEachRoleDoWhatTheFileSaysAndNoMore() {
    List<String> found = new ArrayList<>();
    for (ApiRoutes.Route route : ApiRoutes.of(api)) {
      if (route.permission() != null) {
        found.add(
            String.join(
                ",",
                route.toString(),
                route.permission(),
                letters(operating, route),
                letters(other, route)));
      }
    }
    assertThat(found).hasSizeGreaterThan(40);
    assertThat(found)
        .as("route,permission,roles of the operating tenant,roles of another tenant")
        .containsExactlyInAnyOrderElementsOf(
            lines().values().stream()
                .map(l -> String.join(",", l.route(), l.permission(), l.roles(), l.elsewhere()))
                .toList());
  }

  @Test
  void answersNobodyWithoutACredential() {
    for (ApiRoutes.Route route : ApiRoutes.of(api)) {
      int status = ApiRoutes.call(api, route, null, Map.of()).statusCode();
      if (route.permission() != null) {
        assertThat(status).as(route.toString()).isEqualTo(401);
      }
    }
  }

  @Test
  void tellsForeignIdsFromAbsentOnesByNothing() {
    foreignIsAbsent(operating, other);
    foreignIsAbsent(other, operating);
  }

  private static void foreignIsAbsent(People mine, People theirs) {
    Map<String, String> foreign = things(theirs);
    Map<String, String> absent =
        Map.of(
            "plan", UUID.randomUUID().toString(),
            "gate", UUID.randomUUID().toString(),
            "key", UUID.randomUUID().toString(),
            "account", "nobody",
            "model", "nothing");
    int asked = 0;
    for (ApiRoutes.Route route : ApiRoutes.of(api)) {
      if (absent.keySet().stream().noneMatch(route::names)) {
        continue;
      }
      HttpResponse<String> there = ApiRoutes.call(api, route, mine.owner, foreign);
      HttpResponse<String> nowhere = ApiRoutes.call(api, route, mine.owner, absent);
      assertThat(there.statusCode()).as(route.toString()).isEqualTo(404);
      assertThat(there.body()).as(route.toString()).isEqualTo(nowhere.body());
      assertThat(there.headers().map().keySet()).isEqualTo(nowhere.headers().map().keySet());
      asked++;
    }
    assertThat(asked).isGreaterThan(20);
  }

  /** One of each kind that a path can name; names that the other tenant has not. */
  private static Map<String, String> things(People people) {
    String name = "only-" + UUID.randomUUID();
    String secret = people.account(name, "member");
    String plan = api.submit(secret, DoorsIT.PLAN);
    String key = people.key(name, "{\"label\": \"mine\"}").path("key").path("id").asString();
    People.made(
        api.post(
            "/v1/tenant/models",
            people.owner,
            JSON,
            "{\"name\": \"%s\", \"provider\": \"openai\", \"apiKey\": \"sk-x\"}".formatted(name)));
    return Map.of(
        "plan", plan, "gate", people.gate(plan), "key", key, "account", name, "model", name);
  }

  @Test
  void listsNothingOfAnotherTenant() {
    listsNothingOf(other, operating);
    listsNothingOf(operating, other);
  }

  private static void listsNothingOf(People theirs, People mine) {
    Map<String, String> foreign = things(theirs);
    for (ApiRoutes.Route route : ApiRoutes.of(api)) {
      if (route.method().equals("GET")
          && !route.path().contains("{")
          && !route.path().startsWith("/v1/tenants")) {
        String body = ApiRoutes.call(api, route, mine.owner, Map.of()).body();
        assertThat(body).as(route.toString()).doesNotContain(foreign.values());
        // Who operates knows which tenants there are, and its log says what it did to them.
        if (mine == other || !route.path().startsWith("/v1/audit")) {
          assertThat(body).as(route.toString()).doesNotContain(theirs.tenant);
        }
      }
    }
  }

  @Test
  void keepsIdempotencyKeysOfTenantsApart() {
    String first = idempotent(operating);
    String second = idempotent(other);
    assertThat(first).isNotEqualTo(second);
    assertThat(idempotent(operating)).isEqualTo(first);
  }

  private static String idempotent(People people) {
    return tree(api.post(
            "/v1/plans",
            people.keys.get(Role.MEMBER),
            JSON,
            DoorsIT.PLAN,
            "Idempotency-Key",
            "the-same"))
        .path("id")
        .asString();
  }
}
