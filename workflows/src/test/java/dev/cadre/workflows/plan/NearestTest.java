package dev.cadre.workflows.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

  private static final List<String> KNOWN = List.of("dependsOn", "prompt", "agent", "id");

  @Test
  void findsTheNameThatWasMeant() {
    assertThat(Nearest.to("dependOn", KNOWN)).hasValue("dependsOn");
    assertThat(Nearest.to("depends_on", KNOWN)).hasValue("dependsOn");
    assertThat(Nearest.to("PROMPT", KNOWN)).hasValue("prompt");
    assertThat(Nearest.to("agnt", KNOWN)).hasValue("agent");
  }

  @Test
  void guessesNothingFarAway() {
    assertThat(Nearest.to("temperature", KNOWN)).isEmpty();
    assertThat(Nearest.to("x".repeat(10_000), KNOWN)).isEmpty();
    assertThat(Nearest.to("agent", List.of())).isEmpty();
  }
}
