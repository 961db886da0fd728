package dev.cadre.activities.tool.ocr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cadre.activities.llm.OutputCheck;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.workflows.tool.ToolSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OcrJobTest {

  private static final byte[] IMAGE = Pictures.encoded("png", 20, 10);

  private static OcrJob job(Map<String, ?> config, Map<String, ?> arguments) {
    ToolSpec tool =
        new ToolSpec(
            "read-picture", 1, "OCR", "", new HashMap<>(config), Map.of(), null, true, true);
    return OcrJob.of(tool, arguments);
  }

  private static String refusal(Map<String, ?> config, Map<String, ?> arguments) {
    ToolFailed failed = catchThrowableOfType(ToolFailed.class, () -> job(config, arguments));
    assertThat(failed.failure().called()).isFalse();
    return failed.failure().message();
  }

  private static Map<String, Object> image(byte[] bytes) {
    return Map.of("image", Base64.getEncoder().encodeToString(bytes));
  }

  @Test
  void hasDefaults() {
    OcrJob job = job(Map.of(), image(IMAGE));
    assertThat(job.image()).isEqualTo(IMAGE);
    assertThat(job.languages()).isEqualTo("eng");
    assertThat(job.timeout()).isEqualTo(Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @CsvSource({
    "maxBytes, 50, image is over 50 bytes",
    "maxPixels, 199, more than 199 pixels",
    "maxPixels, 0, a maxPixels from 1 to 200000000",
    "maxBytes, 99999999999, a maxBytes from 1 to",
    "timeout, PT3M, a timeout over zero",
    "timeout, later, a timeout over zero",
    "languages, --psm, languages as Tesseract calls them"
  })
  void refusesWhatTheConfigurationRules(String field, String text, String why) {
    Object value =
        switch (field) {
          case "languages" -> List.of(text);
          case "timeout" -> text;
          default -> Long.valueOf(text);
        };
    assertThat(refusal(Map.of(field, value), image(IMAGE))).contains(why);
  }

  @Test
  void takesAPictureThatIsJustNotTooLarge() {
    Map<String, Object> config = Map.of("maxPixels", 200, "maxBytes", IMAGE.length);
    assertThat(job(config, image(IMAGE)).image()).isEqualTo(IMAGE);
  }

  @Test
  void refusesABomb() {
    assertThat(refusal(Map.of(), image(Pictures.png(50_000, 50_000))))
        .contains("more than 40000000 pixels");
  }

  @Test
  void refusesWhatIsNoPicture() {
    assertThat(refusal(Map.of(), image("/etc/passwd".getBytes(StandardCharsets.UTF_8))))
        .contains("must be PNG, JPEG or TIFF");
    assertThat(refusal(Map.of(), Map.of("image", "data:image/png;base64,AAAA")))
        .contains("not base64");
    assertThat(refusal(Map.of(), Map.of("image", "A".repeat(15_000_000))))
        .contains("over 10485760 bytes");
    for (Object none : List.of("", 7, List.of())) {
      assertThat(refusal(Map.of(), Map.of("image", none))).contains("text in base64");
    }
    assertThat(refusal(Map.of(), Map.of())).contains("text in base64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"deu", "eng+deu", "-l", "../eng", ""})
  void refusesALanguageThatTheConfigurationDoesNotName(String language) {
    Map<String, Object> arguments = new HashMap<>(image(IMAGE));
    arguments.put("language", language);
    assertThat(refusal(Map.of(), arguments)).contains("language must be one of eng");
  }

  @Test
  void hasAClosedSchema() {
    assertThat(OutputCheck.problem(OcrJob.CONFIGURATION, Map.of("languages", List.of("chi_sim"))))
        .isEmpty();
    for (Map<String, Object> config :
        List.<Map<String, Object>>of(
            Map.of("languages", List.of("-l")), Map.of("maxPixels", 0), Map.of("psm", 3))) {
      assertThat(OutputCheck.problem(OcrJob.CONFIGURATION, config)).isNotEmpty();
    }
  }
}
