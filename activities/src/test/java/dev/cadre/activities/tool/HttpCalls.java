package dev.cadre.activities.tool;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cadre.stores.agent.CatalogueSnapshot;
import dev.cadre.stores.tool.Holdings;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.tenant.TenantId;
import dev.cadre.workflows.tool.ToolSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Calls of the HTTP tools that ship. */
final class HttpCalls {

  private HttpCalls() {}

  static ToolSpec tool(String name) {
    return CatalogueSnapshot.shipped(Set.of()).tool(name).orElseThrow();
  }

  static ToolTypes types(ToolHttp http) {
    return new ToolTypes(
        http.types(CredentialStore.none(), new OAuthTokens(http, Clock.systemUTC())),
        _ -> Holdings.NONE);
  }

  static Object call(
      ToolHttp http, String name, String url, boolean repeatable, Map<String, Object> more) {
    Map<String, Object> arguments = new HashMap<>(more);
    arguments.put("url", url);
    return types(http)
        .call(
            tool(name),
            new ToolCall(
                TenantId.DEMO, arguments, repeatable, "plan/step/1", Duration.ofMillis(1500)));
  }

  static AttemptFailure failure(
      ToolHttp http, String tool, String url, boolean repeatable, Map<String, Object> more) {
    return catchThrowableOfType(ToolFailed.class, () -> call(http, tool, url, repeatable, more))
        .failure();
  }
}
