package dev.cadre.activities.tool.ocr;

import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.workflows.tool.ToolSpec;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is to be read, checked against what the tool's configuration allows. */
final class OcrJob {

  private static final long MOST_PIXELS = 200_000_000;
  private static final long MOST_BYTES = 50L * 1024 * 1024;
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private static final long PIXELS = 40_000_000;
  private static final long BYTES = 10L * 1024 * 1024;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final List<String> ENGLISH = List.of("eng");
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z][A-Za-z0-9_]{1,30}");

  static final Map<String, Object> CONFIGURATION =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of(
              "languages",
              Map.of(
                  "type",
                  "array",
                  "minItems",
                  1,
                  "maxItems",
                  20,
                  "items",
                  Map.of("type", "string", "pattern", "^" + LANGUAGE.pattern() + "$")),
              "maxPixels",
              Map.of("type", "integer", "minimum", 1, "maximum", MOST_PIXELS),
              "maxBytes",
              Map.of("type", "integer", "minimum", 1, "maximum", MOST_BYTES),
              "timeout",
              Map.of("type", "string")),
          "additionalProperties",
          false);

  private final byte[] image;
  private final String languages;
  private final Duration timeout;

  private OcrJob(byte[] image, String languages, Duration timeout) {
    this.image = image;
    this.languages = languages;
    this.timeout = timeout;
  }

  byte[] image() {
    return image;
  }

  /** As the program takes them, such as {@code eng+deu}. */
  String languages() {
    return languages;
  }

  /** Of the whole call. */
  Duration timeout() {
    return timeout;
  }

  /**
   * @throws ToolFailed when the configuration is wrong or refuses the arguments
   */
  static OcrJob of(ToolSpec tool, Map<String, ?> arguments) {
    Map<String, ?> config = tool.config();
    long maxBytes = number(tool, "maxBytes", BYTES, MOST_BYTES);
    long maxPixels = number(tool, "maxPixels", PIXELS, MOST_PIXELS);
    List<String> languages = languages(tool, config.get("languages"));
    byte[] image = image(arguments.get("image"), maxBytes);
    try {
      if (ImageSize.of(image).pixels() > maxPixels) {
        throw ToolFailed.refused(
            "The image has more than " + maxPixels + " pixels; give a smaller one.");
      }
    } catch (ImageSize.NotAnImage e) {
      throw ToolFailed.refused(String.valueOf(e.getMessage()));
    }
    return new OcrJob(
        image, chosen(arguments.get("language"), languages), timeout(tool, config.get("timeout")));
  }

  private static byte[] image(@Nullable Object image, long maxBytes) {
    if (!(image instanceof String text) || text.isEmpty()) {
      throw ToolFailed.refused("The argument image must be a text in base64.");
    }
    String tooLarge = "The image is over " + maxBytes + " bytes; give a smaller one.";
    if (text.length() / 4 * 3L > maxBytes + 3) {
      throw ToolFailed.refused(tooLarge);
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (bytes.length > maxBytes) {
        throw ToolFailed.refused(tooLarge);
      }
      return bytes;
    } catch (IllegalArgumentException e) {
      throw ToolFailed.refused(
          "The argument image is not base64; give it without line breaks and without data:.");
    }
  }

  private static String chosen(@Nullable Object language, List<String> languages) {
    if (language == null) {
      return String.join("+", languages);
    }
    if (language instanceof String text && languages.contains(text)) {
      return text;
    }
    throw ToolFailed.refused(
        "The language must be one of " + String.join(", ", languages) + ", or left out for all.");
  }

  private static List<String> languages(ToolSpec tool, @Nullable Object value) {
    if (value == null) {
      return ENGLISH;
    }
    List<String> languages = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(language -> languages.add(String.valueOf(language)));
    }
    if (languages.isEmpty()
        || !languages.stream().allMatch(language -> LANGUAGE.matcher(language).matches())) {
      throw wrong(tool, "languages as Tesseract calls them, such as eng");
    }
    return languages;
  }

  private static long number(ToolSpec tool, String field, long standard, long most) {
    Object value = tool.config().get(field);
    long number = value == null ? standard : value instanceof Number given ? given.longValue() : 0;
    if (number < 1 || number > most) {
      throw wrong(tool, "a " + field + " from 1 to " + most);
    }
    return number;
  }

  private static Duration timeout(ToolSpec tool, @Nullable Object value) {
    if (value == null) {
      return TIMEOUT;
    }
    try {
      Duration timeout = Duration.parse(String.valueOf(value));
      if (timeout.isPositive() && timeout.compareTo(LONGEST) <= 0) {
        return timeout;
      }
    } catch (DateTimeException e) {
      // Told below, as any other time that is none.
    }
    throw wrong(tool, "a timeout over zero and up to " + LONGEST + ", such as PT30S");
  }

  private static ToolFailed wrong(ToolSpec tool, String what) {
    return ToolFailed.refused(
        "The configuration of the tool " + tool.name() + " must have " + what + ".");
  }
}
