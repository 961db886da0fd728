package dev.cadre.api;

import static dev.cadre.api.RunningApi.JSON;
import static dev.cadre.api.RunningApi.tree;

import dev.cadre.workflows.access.Role;
import java.net.http.HttpResponse;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** A tenant with one account for each role, all made over HTTP, and things that belong to it. */
final class People {

  private static final String TYPE = "application/json";

  final String owner;
  final String tenant;
  final Map<Role, String> keys = new EnumMap<>(Role.class);
  private final RunningApi api;

  private People(RunningApi api, String owner) {
    this.api = api;
    this.owner = owner;
    this.tenant = tree(api.get("/v1/me", owner)).path("tenant").asString();
  }

  /** The tenant of somebody who may make accounts. */
  static People of(RunningApi api, String owner) {
    People people = new People(api, owner);
    for (Role role : Role.values()) {
      people.keys.put(role, people.account("a-" + role.wire(), role.wire()));
    }
    return people;
  }

  /** A new tenant. */
  static People ofNewTenant(RunningApi api, String domain) {
    return of(api, newTenant(api, domain).path("adminKey").asString());
  }

  static JsonNode newTenant(RunningApi api, String domain) {
    Object body =
        Map.of(
            "name",
            "Tenant " + domain,
            "domain",
            domain,
            "admin",
            Map.of("name", "boss", "roles", List.of("owner")));
    return made(api.post("/v1/tenants", RunningApi.OWNER, TYPE, JSON.writeValueAsString(body)));
  }

  /** Makes an account; an API key of it. */
  String account(String name, String... roles) {
    Object body = Map.of("name", name, "roles", List.of(roles));
    made(api.post("/v1/accounts", owner, TYPE, JSON.writeValueAsString(body)));
    return key(name, "{\"label\": \"test\"}").path("secret").asString();
  }

  /** Makes an API key of an account. */
  JsonNode key(String account, String body) {
    return made(api.post("/v1/accounts/" + account + "/keys", owner, TYPE, body));
  }

  /** A gate's row, whose content nobody can open. */
  String gate(String plan) {
    String id = UUID.randomUUID().toString();
    api.sql(
        """
        insert into gate (tenant_id, id, plan_id, step_id, occurrence, status, title, options, shown,
          digest, roles, quorum, four_eyes, opened_at)
        values ('%s', '%s', '%s', 'review', 1, 'OPEN', '', '', '[]', 'sha256:0', '{reviewer}', 1, true,
          now())\
        """
            .formatted(tenant, id, plan));
    return id;
  }

  static JsonNode made(HttpResponse<String> answer) {
    if (answer.statusCode() != 201) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return tree(answer);
  }
}
