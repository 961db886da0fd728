package dev.cadre.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Two small cases on the whole of it, to see that they still run; what they measure is not looked
 * at. Only with {@code ./cadre test --soak}, since it may have to build Temporal's server.
 */
@Timeout(900)
@EnabledIfSystemProperty(named = "cadre.soak", matches = "true")
class BenchIT {

  @Test
  void measuresASequenceAndAnApproval(@TempDir Path folder) throws Exception {
    Path project = Path.of("").toAbsolutePath().getParent().getParent();
    System.setProperty("cadre.home", project.toString());
    Path json = folder.resolve("figures.json");

    int exit =
        new CommandLine(new Bench())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(
                "--pairs=1",
                "--warm-up=1",
                "--mode=visible",
                "--json=" + json,
                "sequence",
                "approve");

    assertThat(exit).isZero();
    assertThat(Files.readString(json)).contains("start to close", "taken to close");
  }
}
