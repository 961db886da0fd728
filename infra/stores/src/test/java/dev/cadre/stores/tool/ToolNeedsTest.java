package dev.cadre.stores.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.tool.BaseTypes.BaseType;
import dev.cadre.workflows.credential.CredentialKind;
import dev.cadre.workflows.tool.ToolSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ToolNeedsTest {

  private static final String LACKS = "No part is here; install it.";

  private static BaseType type(Map<String, Object> property, @Nullable String missing) {
    Map<String, Object> config = Map.of("type", "object", "properties", property);
    return new BaseType("T", 1, config, config, missing);
  }

  private static BaseType shows(boolean optional, @Nullable String missing) {
    return type(
        Map.of(
            "credential",
            Map.of(ToolNeeds.CREDENTIAL, List.of("bearer", "basic"), ToolNeeds.OPTIONAL, optional)),
        missing);
  }

  private static ToolSpec tool(String type, Map<String, Object> config) {
    return new ToolSpec("t", 1, type, "Does.", new HashMap<>(config), Map.of(), null, true, true);
  }

  private static String why(Map<String, Object> config, BaseType type, Holdings held) {
    return ToolNeeds.why(tool("T", config), List.of(type), held).orElse("");
  }

  private static Holdings has(CredentialKind kind) {
    return new Holdings(Map.of("erp", kind), Set.of("handbook"));
  }

  @Test
  void needsNothingWhereNothingIsNamed() {
    assertThat(why(Map.of(), shows(false, null), Holdings.NONE)).isEmpty();
    assertThat(why(Map.of(), shows(false, LACKS), Holdings.NONE)).isEqualTo(LACKS);
    assertThat(ToolNeeds.why(tool("OTHER", Map.of()), List.of(shows(false, LACKS)), Holdings.NONE))
        .isEmpty();
  }

  @Test
  void needsTheCredentialThatIsNamedOfAKindThatItTakes() {
    Map<String, Object> config = Map.of("credential", "erp");

    assertThat(why(config, shows(false, null), Holdings.NONE))
        .contains("no credential `erp`", "bearer or basic", "./cadre credential add erp");
    assertThat(why(config, shows(false, null), has(CredentialKind.SMTP)))
        .contains("is of the kind smtp");
    assertThat(why(config, shows(false, null), has(CredentialKind.BASIC))).isEmpty();
    assertThat(why(config, shows(false, LACKS), has(CredentialKind.BASIC))).isEqualTo(LACKS);
  }

  @Test
  void letsTheInstallationStandInForACredential() {
    Map<String, Object> config = Map.of("credential", "erp");

    assertThat(why(config, shows(true, null), Holdings.NONE)).isEmpty();
    assertThat(why(config, shows(true, LACKS), Holdings.NONE))
        .startsWith(LACKS)
        .contains("./cadre credential add erp");
    assertThat(why(config, shows(true, LACKS), has(CredentialKind.BEARER))).isEmpty();
  }

  @Test
  void needsTheCollectionThatIsNamed() {
    BaseType searches = type(Map.of("collection", Map.of(ToolNeeds.COLLECTION, true)), null);

    assertThat(why(Map.of("collection", "handbook"), searches, has(CredentialKind.BASIC)))
        .isEmpty();
    assertThat(why(Map.of("collection", "other"), searches, has(CredentialKind.BASIC)))
        .contains("./cadre document make other");
  }

  @Test
  void tellsTheCredentialsThatToolsShow() {
    assertThat(
            ToolNeeds.integrations(
                tool("T", Map.of("credential", "erp")),
                List.of(shows(true, null)),
                has(CredentialKind.BEARER)))
        .containsExactly(
            new ToolNeeds.Integration("t", "erp", List.of("bearer", "basic"), false, true));
  }
}
