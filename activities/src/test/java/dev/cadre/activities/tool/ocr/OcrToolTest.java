package dev.cadre.activities.tool.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cadre.activities.tool.ToolCall;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.tenant.TenantId;
import dev.cadre.workflows.tool.ToolSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OcrToolTest {

  private static final byte[] IMAGE = Pictures.encoded("png", 20, 10);

  @TempDir private Path folder;

  /** A program that does what the script says, where the PATH leads to it. */
  private OcrTool fake(String... script) throws IOException {
    Path program = folder.resolve("tesseract");
    Files.writeString(program, "#!/bin/sh\n" + String.join("\n", script) + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new OcrTool(new OcrSettings(null), ":relative:/nowhere:" + folder);
  }

  @Test
  void givesWhatTheProgramWrites() throws IOException {
    OcrTool tool = fake("/bin/cat > " + folder + "/in", "echo \"Grüße $*\"", "printf '\\n\\f'");
    assertThat(call(tool, Map.of(), Map.of("image", base64(IMAGE))))
        .isEqualTo(Map.of("text", "Grüße stdin stdout -l eng"));
    assertThat(folder.resolve("in")).hasBinaryContent(IMAGE);
  }

  @Test
  void takesAllLanguagesOrTheOneThatIsAskedFor() throws IOException {
    OcrTool tool = fake("/bin/cat > /dev/null", "echo $4");
    Map<String, Object> config = Map.of("languages", List.of("eng", "chi_sim"));
    assertThat(call(tool, config, Map.of("image", base64(IMAGE))))
        .isEqualTo(Map.of("text", "eng+chi_sim"));
    assertThat(call(tool, config, Map.of("image", base64(IMAGE), "language", "chi_sim")))
        .isEqualTo(Map.of("text", "chi_sim"));
  }

  @Test
  void hidesTheWorkersEnvironment() throws IOException {
    assertThat(System.getenv("PATH")).isNotNull();
    String text = (String) call(fake("/usr/bin/env"), Map.of(), arguments()).get("text");
    assertThat(text.lines().map(line -> line.replaceFirst("=.*", "")))
        .contains("LC_ALL")
        .isSubsetOf("LC_ALL", "OMP_THREAD_LIMIT", "PWD", "SHLVL", "_", "OLDPWD");
  }

  @Test
  void doesNotMindThatTheProgramReadsNothing() throws IOException {
    byte[] large = Pictures.text("tiff", "x");
    assertThat(large.length).isGreaterThan(200_000);
    assertThat(call(fake("echo done"), Map.of(), Map.of("image", base64(large))))
        .isEqualTo(Map.of("text", "done"));
  }

  @Test
  void tellsThatTheProgramFailed() throws IOException {
    AttemptFailure failure = failure(fake("echo half", "echo secret >&2", "exit 1"));
    assertThat(failure.category()).isEqualTo(FailureCategory.TOOL_FAILED);
    assertThat(failure.called()).isTrue();
    assertThat(failure.message()).contains("could not read", "eng").doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/bin/sleep 61",
        "/bin/sleep 61 & /bin/sleep 61",
        "exec >&- ; /bin/sleep 61",
        "trap '' TERM INT; while true; do /bin/sleep 1; done"
      })
  void endsAProgramThatHangsWithItsChildren(String script) throws Exception {
    long start = System.nanoTime();
    OcrTool tool = fake("echo $$ > " + folder + "/pid", script);
    AttemptFailure failure = failure(tool, Map.of("timeout", "PT0.6S"), arguments());
    assertThat(failure.category()).isEqualTo(FailureCategory.TIMEOUT);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    gone();
  }

  /** Neither the program nor a child of it is left; the children's program is this test's only. */
  private void gone() throws Exception {
    long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
    for (int i = 0; i < 500 && (alive(pid) || sleeping() > 0); i++) {
      Thread.sleep(20);
    }
    assertThat(alive(pid)).isFalse();
    assertThat(sleeping()).isZero();
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  private static long sleeping() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").equals("/bin/sleep 61"))
        .count();
  }

  @Test
  void endsAtTheCallsOwnDeadline() throws IOException {
    ToolCall call = new ToolCall(TenantId.DEMO, arguments(), false, "key", Duration.ofMillis(400));
    OcrTool tool = fake("/bin/sleep 20");
    ToolFailed failed =
        catchThrowableOfType(ToolFailed.class, () -> tool.call(spec(Map.of()), call));
    assertThat(failed.failure().message()).contains("not read in time");
    assertThat(failed.failure().elapsed()).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void endsTheProgramWhenItsThreadIsInterrupted() throws Exception {
    OcrTool tool =
        fake(
            "echo $$ > " + folder + "/part",
            "mv " + folder + "/part " + folder + "/pid",
            "/bin/sleep 61");
    AtomicReference<AttemptFailure> failure = new AtomicReference<>();
    Thread caller = Thread.ofVirtual().start(() -> failure.set(failure(tool)));
    for (int i = 0; i < 250 && !Files.exists(folder.resolve("pid")); i++) {
      Thread.sleep(20);
    }
    caller.interrupt();
    assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
    assertThat(failure.get().category()).isEqualTo(FailureCategory.CANCELLED);
    gone();
  }

  @Test
  void endsAProgramThatWritesForEver() throws Exception {
    OcrTool tool = fake("echo $$ > " + folder + "/pid", "exec /usr/bin/yes text");
    AttemptFailure failure = failure(tool);
    assertThat(failure.message()).contains("over 1 MiB");
    assertThat(failure.elapsed()).isLessThan(Duration.ofSeconds(15));
    gone();
  }

  @Test
  void saysHowToInstallWhatIsNotThere() {
    assertThat(failure(new OcrTool(new OcrSettings(null), folder.toString())).message())
        .contains("not installed", "apt install tesseract-ocr", "cadre.tools.ocr.program");
    assertThat(failure(new OcrTool(new OcrSettings(folder + "/other"))).message())
        .contains("cadre.tools.ocr.program names no program");
  }

  @Test
  void usesTheProgramThatTheSettingNames() throws IOException {
    fake("/bin/cat > /dev/null", "echo mine");
    OcrTool tool = new OcrTool(new OcrSettings(" " + folder + "/tesseract "), "");
    assertThat(call(tool, Map.of(), arguments())).isEqualTo(Map.of("text", "mine"));
  }

  @Test
  void refusesWhatCannotBeStarted() throws IOException {
    fake("");
    Files.writeString(folder.resolve("tesseract"), "#!/no/such/program\n");
    OcrTool tool = new OcrTool(new OcrSettings(folder + "/tesseract"), "");
    assertThat(failure(tool).message()).contains("cannot be started");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "tiff"})
  void readsTextWithTheRealProgram(String format) {
    assumeTrue(
        Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
            .anyMatch(place -> Files.isExecutable(Path.of(place, "tesseract"))),
        "Tesseract is not installed");
    OcrTool tool = new OcrTool(new OcrSettings(null));
    String image = base64(Pictures.text(format, "Invoice 4711"));
    assertThat(call(tool, Map.of(), Map.of("image", image)))
        .isEqualTo(Map.of("text", "Invoice 4711"));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static Map<String, Object> image(Object image) {
    return Map.of("image", image);
  }

  private static Map<String, Object> arguments() {
    return image(base64(IMAGE));
  }

  private static ToolSpec spec(Map<String, ?> config) {
    return new ToolSpec(
        "read-picture", 1, "OCR", "", new HashMap<>(config), Map.of(), null, true, true);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> call(
      OcrTool tool, Map<String, ?> config, Map<String, ?> arguments) {
    ToolCall call = new ToolCall(TenantId.DEMO, arguments, true, "key", Duration.ofSeconds(20));
    return (Map<String, Object>) tool.call(spec(config), call);
  }

  private static AttemptFailure failure(OcrTool tool) {
    return failure(tool, Map.of(), arguments());
  }

  private static AttemptFailure failure(
      OcrTool tool, Map<String, ?> config, Map<String, ?> arguments) {
    return catchThrowableOfType(ToolFailed.class, () -> call(tool, config, arguments)).failure();
  }
}
