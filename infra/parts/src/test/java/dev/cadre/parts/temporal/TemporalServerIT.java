package dev.cadre.parts.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.parts.process.CacheFolder;
import dev.cadre.parts.process.Command;
import dev.cadre.parts.process.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class TemporalServerIT {

  @Test
  void keepsWorkflowsAcrossAKill() throws Exception {
    Instant begun = Instant.now();
    try (TemporaryTemporal temporal = TemporalServer.temporary()) {
      System.out.println("up in " + Duration.between(begun, Instant.now()).toMillis() + " ms");
      assertThat(
              ask(
                  temporal,
                  "workflow start --type Nothing --task-queue none --workflow-id kept"
                      + " --search-attribute CadreStatus=\"RUNNING\""))
          .contains("kept");
      long killed = temporal.pid();
      temporal.kill();
      temporal.restart();
      assertThat(temporal.pid()).isNotEqualTo(killed);
      assertThat(ask(temporal, "workflow describe --workflow-id kept")).contains("RUNNING");
    }
  }

  @Test
  void knowsTheSearchAttributes() throws Exception {
    try (TemporaryTemporal temporal = TemporalServer.temporary()) {
      assertThat(ask(temporal, "operator search-attribute list"))
          .contains("CadreStatus", "CadrePlanType", "CadreLabels");
    }
  }

  private static String ask(TemporaryTemporal temporal, String words) throws Exception {
    Path program =
        new TemporalBinary(CacheFolder.ofUser(), System.getenv(), Progress.SILENT)
            .found()
            .orElseThrow();
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(words.split(" ")));
    command.addAll(List.of("--address", temporal.target()));
    Command.Outcome outcome =
        new Command(command, Map.of()).run(Path.of("/"), Duration.ofSeconds(30));
    assertThat(outcome.ok()).as(outcome.tail()).isTrue();
    return String.join("\n", outcome.output());
  }
}
