package dev.cadre.stores.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.testkit.key.TestKeys;
import dev.cadre.workflows.audit.VerificationKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

class LocalSignerTest implements SignerContract {

  @TempDir Path folder;
  private Path master;

  @BeforeEach
  void master() throws IOException {
    master = folder.resolve("master.key");
    Files.copy(TestKeys.master(), master);
  }

  @Override
  public LocalSigner signer() {
    return LocalSigner.at(master, Clock.systemUTC());
  }

  @Override
  public void rotate() {
    signer().rotate();
  }

  @Test
  void makesOneKeyHoweverManyAskTogether() {
    Set<String> keys =
        new HashSet<>(
            Flux.range(0, 16)
                .flatMap(
                    _ ->
                        Flux.defer(() -> Flux.just(signer().sign(MESSAGE).keyId()))
                            .subscribeOn(Schedulers.boundedElastic()),
                    16)
                .collectList()
                .block());
    assertThat(keys).hasSize(1);
    assertThat(signer().keys()).hasSize(1);
  }

  @Test
  void makesOneKeyHoweverManyProcessesStartTogether() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  SignsOnce.class.getName(),
                  master.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    }
    Set<String> keys = new HashSet<>();
    for (Process process : processes) {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).isZero();
      keys.add(said);
    }
    assertThat(keys).containsExactly(signer().sign(MESSAGE).keyId());
    assertThat(signer().keys()).hasSize(1);
  }

  @Test
  void signsWithANewKeyEverywhereAndKeepsTheOldOne() {
    Instant noon = Instant.parse("2026-01-01T12:00:00Z");
    LocalSigner first = LocalSigner.at(master, Clock.fixed(noon, ZoneOffset.UTC));
    LocalSigner other = signer();
    Signer.Signature old = first.sign(MESSAGE);
    Instant later = noon.plus(Duration.ofDays(365));

    VerificationKey made = LocalSigner.at(master, Clock.fixed(later, ZoneOffset.UTC)).rotate();

    Signer.Signature fresh = other.sign(MESSAGE);
    assertThat(fresh.keyId()).isEqualTo(made.keyId()).isNotEqualTo(old.keyId());
    List<VerificationKey> keys = first.keys();
    assertThat(keys).extracting(VerificationKey::since).containsExactly(noon, later);
    assertThat(keys).extracting(VerificationKey::until).containsExactly(later, null);
    assertThat(SignerContract.verifies(keys.getFirst(), old)).isTrue();
    assertThat(SignerContract.verifies(keys.getLast(), fresh)).isTrue();
    assertThat(SignerContract.verifies(keys.getLast(), old)).isFalse();
  }

  @Test
  void opensWithItsMasterKeyOnly() throws IOException {
    signer().sign(MESSAGE);
    Files.write(master, Files.readAllBytes(TestKeys.master()));
    assertThatThrownBy(() -> signer().sign(MESSAGE)).isInstanceOf(KeyGone.class);
    assertThat(signer().keys()).as("verifying needs none").hasSize(1);
  }

  @Test
  void showsItsFilesToNobodyElse() throws IOException {
    signer().sign(MESSAGE);
    try (Stream<Path> files = Files.list(folder.resolve("signing"))) {
      assertThat(files.toList())
          .hasSize(2)
          .allSatisfy(file ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .isEqualTo("rw-------"));
    }
  }

  @Test
  void saysThatTheFilesCannotBeRead() throws IOException {
    Files.createDirectories(folder.resolve("signing/000001.json"));
    assertThatThrownBy(() -> signer().keys()).isInstanceOf(KeyUnavailable.class);
    assertThatThrownBy(() -> LocalSigner.at(folder.resolve("none"), Clock.systemUTC()))
        .hasMessageContaining("cadre.keys.master-file");
  }
}
