package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A second tenant with people of its own, on everything that runs. */
@Timeout(180)
@ExtendWith(OnStack.class)
class TwoTenantsIT {

  private final Stack stack;
  private final String mark = UUID.randomUUID().toString().replace("-", "");
  private final String posts = "/posts/" + mark;

  TwoTenantsIT(Stack stack) {
    this.stack = stack;
  }

  /** A tenant, its admin and whom the admin makes. */
  private record Tenant(Stack stack, String id, Door admin) {

    Door person(String name, String role, String more) {
      admin
          .post(
              "/v1/accounts",
              "{\"name\": \"%s\", \"roles\": [\"%s\"]%s}".formatted(name, role, more))
          .expect(201);
      return new Door(stack, key(name));
    }

    String key(String name) {
      return admin
          .post("/v1/accounts/" + name + "/keys", "{\"label\": \"test\"}")
          .expect(201)
          .json()
          .path("secret")
          .asString("");
    }

    void change(String name, String body) {
      JsonNode account = admin.get("/v1/accounts/" + name).expect(200).json();
      admin
          .send(
              "PATCH",
              "/v1/accounts/" + name,
              body,
              Map.of(
                  "Content-Type",
                  "application/json",
                  "If-Match",
                  '"' + account.path("version").asString("") + '"'))
          .expect(200);
    }
  }

  private Tenant tenant(String modelKey) {
    JsonNode made =
        stack
            .owner()
            .post(
                "/v1/tenants",
                """
                {"name": "T", "domain": "%s.example",
                 "admin": {"name": "boss", "roles": ["owner"]},
                 "models": [{"name": "own", "provider": "openai", "apiKey": "%s"}]}\
                """
                    .formatted(mark, modelKey))
            .expect(201)
            .json();
    return new Tenant(
        stack,
        made.path("tenant").path("id").asString(""),
        new Door(stack, made.path("adminKey").asString("")));
  }

  private PlanRun submit(Door door) {
    return door.submit(
        """
        name: of another tenant
        input: { topic: "prompt-%s" }
        steps:
          - { id: draft, kind: agent, agent: copywriter, prompt: "About {{ input.topic }}.", maxTokens: 100, route: [openai/gpt-5.6-terra] }
          - { id: review, kind: gate, dependsOn: [draft], title: "Publish?" }
          - id: publish
            kind: tool
            tool: http-post
            dependsOn: [review]
            arguments: { url: "%s%s", body: "{{ steps.draft.output }}" }
        result: "{{ steps.draft.output }}"
        """
            .formatted(mark, stack.origin(), posts));
  }

  private long published() {
    return stack.providers().ledger().stream().filter(c -> c.path().equals(posts)).count();
  }

  @Test
  void runsPlansThatNobodyElseSees() {
    Tenant tenant = tenant("sk");
    Door member = tenant.person("ann", "member", "");
    Door reviewer = tenant.person("ben", "reviewer", "");
    PlanRun plan = submit(member);
    JsonNode gate = plan.gate("review");
    assertThat(stack.owner().get(plan.path()).status()).isEqualTo(404);
    assertThat(PlanRun.decide(stack.reviewer(), gate, "GO", null).status()).isEqualTo(404);
    PlanRun.decide(reviewer, gate, "GO", null).expect(200);
    plan.await("COMPLETED");
    assertThat(published()).isEqualTo(1);
    assertThat(stack.owner().get("/v1/plans?limit=200").text()).doesNotContain(plan.id());
    JsonNode report = tenant.admin().post("/v1/audit:verify", "").expect(200).json();
    assertThat(report.path("ok").asBoolean(false)).as(report.toString()).isTrue();
  }

  @Test
  void callsNothingMoreForARequesterWhoLostTheRight() {
    Tenant tenant = tenant("sk");
    PlanRun plan = submit(tenant.person("ann", "member", ""));
    Door reviewer = tenant.person("ben", "reviewer", "");
    JsonNode gate = plan.gate("review");
    tenant.change("ann", "{\"roles\": [\"auditor\"]}");
    PlanRun.decide(reviewer, gate, "GO", null).expect(200);
    PlanRun seen = new PlanRun(tenant.admin(), plan.id());
    seen.await("FAILED");
    assertThat(seen.step("publish").path("reason").asString("")).isEqualTo("FORBIDDEN");
    assertThat(published()).isZero();

    tenant.change("ann", "{\"roles\": [\"member\"]}");
    tenant.admin().post(plan.path() + ":retry", "").expect(202);
    seen.await("COMPLETED");
    assertThat(published()).isEqualTo(1);
  }

  @Test
  void waitsWithTheNextStepWhileItsTenantIsSuspended() throws InterruptedException {
    Tenant tenant = tenant("sk");
    PlanRun plan = submit(tenant.person("ann", "member", ""));
    Door reviewer = tenant.person("ben", "reviewer", "");
    JsonNode gate = plan.gate("review");
    stack.owner().post("/v1/tenants/" + tenant.id() + ":suspend", "").expect(200);
    PlanRun.decide(reviewer, gate, "GO", null).expect(200);
    Thread.sleep(3000);
    assertThat(published()).isZero();
    assertThat(plan.attempts("publish")).isEmpty();
    stack.owner().post("/v1/tenants/" + tenant.id() + ":activate", "").expect(200);
    plan.await("COMPLETED");
    assertThat(published()).isEqualTo(1);
  }

  @Test
  void keepsNoSecretAndNoPersonInClearOnAnyDisk() {
    String modelKey = "sk-" + mark;
    String password = "pass " + mark + " word";
    String email = "mail-" + mark + "@person.example";
    Tenant tenant = tenant(modelKey);
    Door member =
        tenant.person(
            "ann",
            "member",
            ", \"email\": \"%s\", \"fullName\": \"Ann %s\", \"password\": \"%s\""
                .formatted(email, mark, password));
    String key = tenant.key("ann");
    assertThat(new Door(stack, key).get("/v1/me").status()).isEqualTo(200);
    assertThat(new Door(stack, key + "0").get("/v1/me").status()).isEqualTo(401);
    signIn(password);
    signIn("wrong-" + mark);
    PlanRun plan = submit(member);
    PlanRun.decide(tenant.person("ben", "reviewer", ""), plan.gate("review"), "GO", mark)
        .expect(200);
    plan.await("COMPLETED");
    // What fails in the database names its values in PostgreSQL's own log, if it may.
    tenant
        .admin()
        .post(
            "/v1/accounts",
            "{\"name\": \"eve\", \"roles\": [\"member\"], \"email\": \"%s\"}".formatted(email))
        .expect(409);

    List<String> words = new ArrayList<>();
    for (String word :
        List.of(modelKey, password, email, "Ann " + mark, "prompt-" + mark, "wrong-" + mark, key)) {
      words.add(word);
      words.add(encoded(word));
    }
    Path state = stack.state();
    assertThat(
            DiskScan.of(
                    List.of(
                        state.resolve("postgres"),
                        state.resolve("temporal"),
                        state.resolve("log"),
                        state.resolve("run")))
                .find(words))
        .isEmpty();
    String history =
        stack.temporal("workflow", "show", "--workflow-id", plan.workflow(), "--output", "json");
    assertThat(history).doesNotContain(words);
    // The scan finds what is there: the account's handle.
    assertThat(DiskScan.of(List.of(state.resolve("postgres"))).find(List.of(plan.id())))
        .isNotEmpty();
  }

  private void signIn(String password) {
    stack
        .owner()
        .anonymous()
        .send(
            "POST",
            "/sign-in",
            "tenant=%s.example&name=ann&password=%s".formatted(mark, password.replace(' ', '+')),
            Map.of("Content-Type", "application/x-www-form-urlencoded"));
  }

  private static String encoded(String word) {
    return Base64.getEncoder()
        .withoutPadding()
        .encodeToString(word.getBytes(StandardCharsets.UTF_8));
  }
}
