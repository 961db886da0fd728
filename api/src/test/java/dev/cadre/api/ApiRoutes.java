package dev.cadre.api;

import static dev.cadre.api.RunningApi.tree;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Every operation of the API's own description, and how to call it. */
final class ApiRoutes {

  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
  private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

  /** Bodies that get past the reading of a body. */
  private static final Map<String, String> BODIES =
      Map.of(
          "/v1/gates/{gate}/decisions", "{\"decision\": \"GO\", \"digest\": \"sha256:0\"}",
          "/v1/accounts/{account}:set-password", "{\"password\": \"six tall herons near a barn\"}",
          "/v1/accounts/{account}/keys", "{\"label\": \"x\"}",
          "/v1/plans:{order}", "{\"ids\": [\"00000000-0000-7000-8000-000000000000\"]}");

  /**
   * One of them.
   *
   * @param permission as the description names it; null where it names none
   */
  record Route(String method, String path, @Nullable String permission) {

    boolean names(String variable) {
      return path.contains("{" + variable + "}");
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private ApiRoutes() {}

  static List<Route> of(RunningApi api) {
    List<Route> routes = new ArrayList<>();
    JsonNode paths = tree(api.get("/v3/api-docs", RunningApi.OWNER)).path("paths");
    for (Map.Entry<String, JsonNode> path : paths.properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (METHODS.contains(operation.getKey())) {
          JsonNode permission = operation.getValue().path("x-permission");
          routes.add(
              new Route(
                  operation.getKey().toUpperCase(Locale.ROOT),
                  path.getKey(),
                  permission.isMissingNode() ? null : permission.asString()));
        }
      }
    }
    return routes;
  }

  private static String order(Route route) {
    return route.path().startsWith("/v1/tenants")
        ? "suspend"
        : route.path().startsWith("/v1/{kind}") ? "retire" : "cancel";
  }

  /** Calls one, with these values for its variables. */
  static HttpResponse<String> call(
      RunningApi api, Route route, @Nullable String token, Map<String, String> values) {
    String path =
        VARIABLE
            .matcher(route.path())
            .replaceAll(found ->
                switch (found.group(1)) {
                  case "order" -> order(route);
                  case "scope" -> "1";
                  case "kind" -> "agents";
                  default -> values.getOrDefault(found.group(1), "none");
                });
    HttpRequest.Builder request =
        api.request(path, token)
            .header("Accept", "application/json, */*;q=0.1")
            .header("If-Match", "\"1\"")
            .header("Content-Type", "application/json");
    String body = BODIES.getOrDefault(route.path(), "{}");
    return api.send(
        request.method(
            route.method(),
            Set.of("GET", "DELETE").contains(route.method())
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body)));
  }
}
