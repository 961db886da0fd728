package dev.cadre.activities.tool.ocr;

import dev.cadre.activities.tool.ToolCall;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.activities.tool.ToolType;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.tool.ToolSpec;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code {image, language?}}, a picture in base64, gives {@code {text}}. Tesseract reads it, as a
 * program of its own that gets the picture and nothing else of this machine's.
 */
public final class OcrTool implements ToolType {

  /** One picture must not take all processors. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of("OMP_THREAD_LIMIT", "1", "LC_ALL", "C");

  private final @Nullable String program;
  private final String path;

  public OcrTool(OcrSettings settings) {
    this(settings, Objects.requireNonNullElse(System.getenv("PATH"), ""));
  }

  OcrTool(OcrSettings settings, String path) {
    this.program = settings.program();
    this.path = path;
  }

  @Override
  public String name() {
    return "OCR";
  }

  @Override
  public Map<String, Object> configuration() {
    return OcrJob.CONFIGURATION;
  }

  @Override
  public Object call(ToolSpec tool, ToolCall call) {
    Path found = found().orElseThrow(() -> ToolFailed.refused(remedy()));
    OcrJob job = OcrJob.of(tool, call.arguments());
    Duration most = job.timeout().compareTo(call.deadline()) < 0 ? job.timeout() : call.deadline();
    List<String> command = List.of(found.toString(), "stdin", "stdout", "-l", job.languages());
    long start = System.nanoTime();
    try {
      byte[] text = Program.output(command, ENVIRONMENT, job.image(), most);
      return Map.of("text", new String(text, StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw ToolFailed.refused(
          "Tesseract cannot be started; see that " + found.getFileName() + " is a program.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ToolFailed.called(
          FailureCategory.CANCELLED, null, null, since(start), "The reading was cancelled.");
    } catch (Program.NoOutput e) {
      throw failed(e.why(), job, call, since(start));
    }
  }

  /** Looked for at each call: it may be installed while the worker runs. */
  private Optional<Path> found() {
    Stream<Path> places =
        program == null
            ? Stream.of(path.split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "tesseract"))
            : Stream.of(Path.of(program));
    return places
        .filter(place -> place.isAbsolute() && Files.isExecutable(place))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  @Override
  public Optional<String> missing() {
    return found().isPresent() ? Optional.empty() : Optional.of(remedy());
  }

  private String remedy() {
    return program == null
        ? "Tesseract is not installed where the worker runs; install it (on Debian: apt install"
            + " tesseract-ocr), or name it in cadre.tools.ocr.program."
        : "cadre.tools.ocr.program names no program; give the whole path of Tesseract.";
  }

  private static ToolFailed failed(Program.Why why, OcrJob job, ToolCall call, Duration elapsed) {
    boolean late = why == Program.Why.LATE;
    String message =
        switch (why) {
          case LATE -> "The image was not read in time; give a smaller one, or raise the timeout.";
          case TOO_MUCH -> "The text is over 1 MiB; give a part of the image.";
          case FAILED ->
              "Tesseract could not read the image: it is broken, or the data of "
                  + job.languages()
                  + " is not installed (on Debian: apt install tesseract-ocr-LANGUAGE).";
        };
    return ToolFailed.called(
        late && call.repeatable() ? FailureCategory.TIMEOUT : FailureCategory.TOOL_FAILED,
        null,
        null,
        elapsed,
        message);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
