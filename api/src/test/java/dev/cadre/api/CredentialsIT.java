package dev.cadre.api;

import static dev.cadre.api.RunningApi.REQUESTER;
import static dev.cadre.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.api.runtime.Expiry;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** Who may come in: tokens, the sign-in of a browser, and how long each lasts. */
class CredentialsIT {

  private static final String JSON = "application/json";
  private static final Set<String> SIGN_IN =
      Set.of("/sign-in", "/sign-in/oidc/{provider}", "/sign-in/oidc/{provider}/callback");

  @RegisterExtension static final RunningApi api = RunningApi.withoutTemporal();

  @Test
  void asksEveryRouteForACredential() {
    var mappings =
        api.context.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
    int asked = 0;
    for (var info : mappings.getHandlerMethods().keySet()) {
      for (String pattern :
          info.getPatternsCondition().getDirectPaths().isEmpty()
              ? info.getPatternsCondition().getPatterns().stream()
                  .map(p -> p.getPatternString())
                  .toList()
              : List.copyOf(info.getPatternsCondition().getDirectPaths())) {
        if (pattern.startsWith("/health") || SIGN_IN.contains(pattern)) {
          continue;
        }
        String path =
            pattern
                .replaceAll("\\{[a-z]+:([a-z]+)[a-z|]*}", "$1")
                .replaceAll("\\{\\*?[a-z]+}", "x");
        for (String method : List.of("GET", "POST")) {
          for (String token : new String[] {null, "wrong-token-0123456789"}) {
            HttpResponse<String> answer =
                api.send(
                    api.request(path, token).method(method, HttpRequest.BodyPublishers.noBody()));
            assertThat(answer.statusCode()).as(method + " " + path).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
                .startsWith("Bearer");
            assertThat(tree(answer).path("code").asString()).isEqualTo("UNAUTHENTICATED");
            asked++;
          }
        }
      }
    }
    assertThat(asked).isGreaterThan(60);
    assertThat(api.get("/health/live", null).statusCode()).isEqualTo(200);
  }

  @Test
  void signsABrowserInOnceAndRefusesForeignPages() {
    JsonNode link = tree(api.post("/v1/sign-in-links", REQUESTER, JSON, ""));
    String path = "/sign-in" + link.path("url").asString().replaceFirst(".*(?=\\?)", "");
    HttpResponse<String> in = api.get(path, null);
    assertThat(in.statusCode()).isEqualTo(303);
    String set = in.headers().firstValue("Set-Cookie").orElse("");
    assertThat(set).contains("HttpOnly").contains("SameSite=Strict");
    String cookie = set.substring(0, set.indexOf(';'));
    assertThat(api.get(path, null).statusCode()).isEqualTo(401);

    assertThat(api.send(api.request("/v1/plans", null).header("Cookie", cookie).GET()).statusCode())
        .isEqualTo(200);
    HttpResponse<String> foreign =
        api.post(
            "/v1/plans",
            null,
            JSON,
            DoorsIT.PLAN,
            "Cookie",
            cookie,
            "Origin",
            "http://127.0.0.1:8233");
    assertThat(foreign.statusCode()).isEqualTo(403);
    HttpResponse<String> bare = api.post("/v1/plans", null, JSON, DoorsIT.PLAN, "Cookie", cookie);
    assertThat(tree(bare).path("code").asString()).isEqualTo("CROSS_ORIGIN");
    HttpResponse<String> own =
        api.post("/v1/plans", null, JSON, DoorsIT.PLAN, "Cookie", cookie, "Origin", api.address());
    assertThat(own.statusCode()).as(own.body()).isEqualTo(201);
    HttpResponse<String> codec =
        api.post(
            "/codec/decode",
            null,
            JSON,
            "{\"payloads\": []}",
            "Cookie",
            cookie,
            "Origin",
            "http://127.0.0.1:8233");
    assertThat(codec.statusCode()).as(codec.body()).isEqualTo(200);
    assertThat(codec.headers().firstValue("Access-Control-Allow-Origin"))
        .hasValue("http://127.0.0.1:8233");
    assertThat(codec.headers().firstValue("Access-Control-Allow-Credentials")).hasValue("true");
  }

  @Test
  void deletesWhatHasExpiredAndNothingElse() {
    for (String key : List.of("old-gone", "old-read", "young-gone")) {
      api.post("/v1/plans", REQUESTER, JSON, DoorsIT.PLAN, "Idempotency-Key", key);
    }
    api.sql(
        """
        update plan_request set created_at = now() - interval '31 days' where key like 'old-%';
        update plan_request set created_at = now() - interval '29 days' where key like 'young-%';
        update plan_request set plan_id = gen_random_uuid() where key like '%-gone'\
        """);
    api.post("/v1/sign-in-links", REQUESTER, JSON, "");
    api.sql(
        """
        insert into sign_in (token_sha256, kind, tenant_id, principal, expires_at)
        select 'expired-' || i, 'SESSION', (select id from tenant limit 1), 'requester', now()
        from generate_series(1, 1500) i\
        """);

    api.context.getBean(Expiry.class).sweep().block(Duration.ofSeconds(30));

    assertThat(api.count("plan_request where key = 'old-gone'")).isZero();
    assertThat(api.count("plan_request where key in ('old-read', 'young-gone')")).isEqualTo(2);
    assertThat(api.count("sign_in where expires_at <= now()")).isZero();
    assertThat(api.count("sign_in where kind = 'LINK'")).isPositive();
  }
}
