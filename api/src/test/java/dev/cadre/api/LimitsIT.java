package dev.cadre.api;

import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The limits, so low that a loop meets them: ten units at once for an account, one a second more.
 */
class LimitsIT {

  private static final String JSON = "application/json";
  private static final int ENOUGH = 60;

  @RegisterExtension
  static final RunningApi api =
      RunningApi.withoutTemporal(
          "--cadre.limits.per-account=1",
          "--cadre.limits.per-tenant=2",
          "--cadre.limits.per-address=1",
          "--cadre.http.trusted-proxies=127.0.0.1,10.0.0.0/8");

  private static String tenant(String domain) {
    return People.newTenant(api, domain).path("adminKey").asString();
  }

  private static HttpResponse<String> from(String addresses, String token) {
    return from(api, addresses, token);
  }

  private static HttpResponse<String> from(RunningApi asked, String addresses, String token) {
    return asked.send(asked.request("/v1/me", token).header("X-Forwarded-For", addresses).GET());
  }

  /** Asks until it is refused; what it was told. */
  private static String limit(String from, String token) {
    for (int i = 0; i < ENOUGH; i++) {
      HttpResponse<String> answer = from(from, token);
      if (answer.statusCode() == 429) {
        return limit(answer);
      }
    }
    return "none";
  }

  private static String limit(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(tree(answer).path("code").asString()).isEqualTo("RATE_LIMITED");
    assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 11L);
    return tree(answer).path("limit").asString();
  }

  @Test
  void refusesAnAccountThatAsksTooMuchAndNobodyElse() {
    String loud = tenant("loud.example");
    String quiet = tenant("quiet.example");

    assertThat(limit("192.0.2.1", loud)).isEqualTo("account");
    assertThat(from("192.0.2.1", quiet).statusCode()).isEqualTo(200);
    assertThat(from("192.0.2.1", quiet).statusCode()).isEqualTo(200);
    assertThat(api.figure("cadre_requests_limited_total{limit=\"account\"}")).isPositive();
  }

  @Test
  void refusesTheAccountsOfATenantTogether() {
    String owner = tenant("many.example");
    List<String> keys = new ArrayList<>(List.of(owner));
    for (String name : List.of("a", "b")) {
      String body = "{\"name\": \"%s\", \"roles\": [\"member\"]}".formatted(name);
      People.made(api.post("/v1/accounts", owner, JSON, body));
      keys.add(
          People.made(api.post("/v1/accounts/" + name + "/keys", owner, JSON, "{\"label\": \"t\"}"))
              .path("secret")
              .asString());
    }

    Set<String> told =
        keys.stream().map(key -> limit("192.0.2.2", key)).collect(Collectors.toSet());
    assertThat(told).contains("tenant").doesNotContain("none", "address");
  }

  @Test
  void takesMoreForWhatIsMoreWork() {
    String key = tenant("work.example");
    from("192.0.2.3", key);
    List<Integer> answers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      answers.add(api.post("/v1/plans:validate", key, JSON, DoorsIT.PLAN).statusCode());
    }
    assertThat(answers).containsExactly(200, 200, 429);
  }

  @Test
  void countsCredentialsThatItDoesNotKnowByAddress() {
    String known = tenant("known.example");
    assertThat(from("198.51.100.7", known).statusCode()).isEqualTo(200);
    assertThat(from("198.51.100.7", "wrong").statusCode()).isEqualTo(401);

    assertThat(limit("198.51.100.7", "wrong")).isEqualTo("address");
    assertThat(limit("198.51.100.7", null)).isEqualTo("address");
    assertThat(from("198.51.100.7", known).statusCode()).as("in the same house").isEqualTo(200);
    assertThat(from("198.51.100.8", "wrong").statusCode()).isEqualTo(401);
  }

  @Test
  void knowsARevokedKeyNoLonger() {
    String owner = tenant("revoked.example");
    var made = People.made(api.post("/v1/me/keys", owner, JSON, "{\"label\": \"x\"}"));
    String key = made.path("secret").asString();
    assertThat(from("198.51.100.20", key).statusCode()).isEqualTo(200);
    String id = made.path("key").path("id").asString();
    assertThat(api.post("/v1/keys/" + id + ":revoke", owner, JSON, "").statusCode())
        .isBetween(200, 204);

    assertThat(from("198.51.100.20", key).statusCode()).isEqualTo(401);
    assertThat(limit("198.51.100.20", key)).isEqualTo("address");
  }

  @Test
  void isNotDeceivedByWhatStandsBeforeTheAddressThatAProxyWrote() {
    List<Integer> answers = new ArrayList<>();
    for (int i = 0; i < ENOUGH; i++) {
      answers.add(from("203.0.113." + i + ", 198.51.100.9, 10.0.0.2", "wrong").statusCode());
    }
    assertThat(answers).contains(401, 429);
  }

  @Test
  void believesNobodyElseNotEvenOnKubernetes() throws Exception {
    try (RunningApi bare =
        new RunningApi(
                "127.0.0.1:1",
                "--cadre.limits.per-address=1",
                "--spring.main.cloud-platform=kubernetes")
            .migrated()) {
      List<Integer> answers = new ArrayList<>();
      for (int i = 0; i < ENOUGH; i++) {
        answers.add(from(bare, "203.0.113." + i, "wrong").statusCode());
      }
      assertThat(answers).contains(401, 429);
    }
  }

  @Test
  void answersThoseWhoWatchItHoweverOftenTheyAsk() {
    for (int i = 0; i < ENOUGH; i++) {
      assertThat(api.get("/health/live", null).statusCode()).isEqualTo(200);
      assertThat(api.get("/health/ready", null).statusCode()).isEqualTo(503);
    }
  }
}
