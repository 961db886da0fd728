package dev.cadre.activities.tool.ocr;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings {@code cadre.tools.ocr.*}.
 *
 * @param program the path of Tesseract; null looks for {@code tesseract} on the PATH
 */
@ConfigurationProperties(prefix = "cadre.tools.ocr", ignoreUnknownFields = false)
public record OcrSettings(@Nullable String program) {

  public OcrSettings {
    program = program == null || program.isBlank() ? null : program.strip();
  }
}
