package dev.cadre.activities.llm;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One vendor's wire format: how a request is written, how a turn is read. */
interface Dialect {

  /** In or out, of one call; a hundred times what any model takes. */
  long MOST_TOKENS = 100_000_000;

  /** Where a model is called. */
  URI endpoint(URI base, String model);

  /** Headers that carry the key, and what the vendor demands. */
  Map<String, String> headers(@Nullable String key);

  /** The body, a tree. */
  Map<String, Object> body(ModelRequest request);

  /** The turn in a body that carries no error; empty when there is none. */
  Optional<Turn> read(JsonNode body);

  /** The base with a path behind it; {@code whenBare} stands between if the base has no path. */
  static URI under(URI base, String whenBare, String path) {
    String own = base.getRawPath() == null ? "" : base.getRawPath().replaceAll("/+$", "");
    return base.resolve((own.isEmpty() ? whenBare : own) + path);
  }

  /** The system prompt with the schema behind it, where the vendor takes no schema of its own. */
  static @Nullable String system(ModelRequest request, boolean schemaInText) {
    if (request.schema() == null || !schemaInText) {
      return request.system();
    }
    return (request.system() == null ? "" : request.system() + "\n\n")
        + "Answer with JSON alone, no other text, that is valid under this JSON Schema: "
        + JsonMapper.shared().writeValueAsString(request.schema());
  }

  /** Tokens; null where one is missing, negative, no number or more than any model can use. */
  static @Nullable Usage usage(JsonNode input, JsonNode cached, JsonNode output) {
    long known = cached.asLong(0);
    if (!input.isIntegralNumber()
        || !output.isIntegralNumber()
        || input.asLong(-1) < known
        || output.asLong(-1) < 0
        || input.asLong(-1) > MOST_TOKENS
        || output.asLong(-1) > MOST_TOKENS
        || known < 0) {
      return null;
    }
    return new Usage(input.asLong(), known, output.asLong());
  }
}
