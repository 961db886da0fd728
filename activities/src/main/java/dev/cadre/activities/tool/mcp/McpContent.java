package dev.cadre.activities.tool.mcp;

import dev.cadre.workflows.expression.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A result as a tool's output: texts and the structured content as they are; of all else (images,
 * sound, resources and links to them) the type and the size, since it could hold anything.
 */
final class McpContent {

  private static final Pattern TYPE = Pattern.compile("[a-z_]{1,40}");
  private static final Pattern MEDIA_TYPE = Pattern.compile("[A-Za-z0-9.+-]+/[A-Za-z0-9.+-]+");
  private static final int LONGEST_MEDIA_TYPE = 100;

  private McpContent() {}

  static Map<String, Object> output(Map<String, ?> result) throws McpFailure {
    if (Boolean.TRUE.equals(result.get("isError"))) {
      throw McpFailure.no("says that the tool failed; look there for the reason.");
    }
    Object structured = result.get("structuredContent");
    if (!(result.get("content") instanceof List<?> items)
        || (structured != null && !(structured instanceof Map))) {
      throw McpFailure.no("answered tools/call with no content; look at the server.");
    }
    List<Object> content = new ArrayList<>();
    for (Object item : items) {
      content.add(reduced(item));
    }
    Map<String, Object> output = new LinkedHashMap<>();
    output.put("content", content);
    if (structured != null) {
      output.put("structured", structured);
    }
    output.put("isError", false);
    return output;
  }

  private static Map<String, Object> reduced(Object item) throws McpFailure {
    if (!(item instanceof Map<?, ?> part) || !(part.get("type") instanceof String type)) {
      throw McpFailure.no("answered tools/call with content of no type; look at the server.");
    }
    if (type.equals("text") && part.get("text") instanceof String text) {
      return Map.of("type", "text", "text", text);
    }
    Map<?, ?> body = part.get("resource") instanceof Map<?, ?> resource ? resource : part;
    Map<String, Object> reduced = new LinkedHashMap<>();
    reduced.put("type", TYPE.matcher(type).matches() ? type : "unknown");
    if (body.get("mimeType") instanceof String media
        && media.length() <= LONGEST_MEDIA_TYPE
        && MEDIA_TYPE.matcher(media).matches()) {
      reduced.put("mimeType", media);
    }
    reduced.put("size", size(body));
    return reduced;
  }

  /** Bytes: of what base64 holds, of a text, or else of the whole in JSON. */
  private static long size(Map<?, ?> body) {
    Object encoded = body.get("data") == null ? body.get("blob") : body.get("data");
    if (encoded instanceof String base64) {
      long padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
      return base64.length() / 4L * 3 - padding;
    }
    String text = body.get("text") instanceof String plain ? plain : CanonicalJson.of(body);
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
