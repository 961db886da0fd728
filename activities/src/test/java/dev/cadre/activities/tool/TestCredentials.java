package dev.cadre.activities.tool;

import dev.cadre.stores.credential.OpenCredential;
import dev.cadre.stores.tool.Holdings;
import dev.cadre.workflows.credential.CredentialKind;
import dev.cadre.workflows.tenant.TenantId;
import dev.cadre.workflows.tool.ToolSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** What a tenant of a test has, and calls of its tools. */
public final class TestCredentials {

  private final Map<String, OpenCredential> all = new HashMap<>();

  public TestCredentials with(String name, CredentialKind kind, Map<String, Object> fields) {
    int version = all.containsKey(name) ? all.get(name).version() + 1 : 1;
    all.put(name, new OpenCredential(name, kind, version, fields));
    return this;
  }

  public CredentialStore store() {
    return new CredentialStore((_, name) -> Mono.justOrEmpty(all.get(name)));
  }

  public ToolTypes types(List<? extends ToolType> types) {
    return new ToolTypes(
        types,
        _ ->
            new Holdings(
                all.values().stream()
                    .collect(Collectors.toMap(OpenCredential::name, OpenCredential::kind)),
                Set.of()));
  }

  public static ToolSpec tool(String type, Map<String, Object> config) {
    return new ToolSpec(
        "the-tool", 1, type, "A tool.", new HashMap<>(config), Map.of(), null, true, true);
  }

  public static ToolCall call(Map<String, ?> arguments, boolean repeatable) {
    return new ToolCall(TenantId.DEMO, arguments, repeatable, "plan/step/1", Duration.ofSeconds(5));
  }
}
