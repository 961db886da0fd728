package dev.cadre.testkit.fault;

import dev.cadre.testkit.fault.Errors.ErrorAnswer;
import dev.cadre.testkit.fault.Fault.Tokens;
import dev.cadre.testkit.fault.HttpWire.Request;
import dev.cadre.testkit.fault.Said.Ask;
import dev.cadre.testkit.fault.Said.End;
import dev.cadre.workflows.rehearsal.SchemaSample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The bytes of a model's answer or error, for a fault and a request. */
final class ModelAnswers {

  /** Status and whole body. */
  record Reply(int status, String body) {}

  /** What a request that has no JSON Schema field may carry in its text instead. */
  private static final String SCHEMA_MARK = "JSON Schema:";

  /** By it a request asks for a table. */
  private static final String TABLE_MARK = "holds a Markdown table";

  private static final JsonMapper JSON = JsonMapper.shared();

  private ModelAnswers() {}

  static Reply of(ModelDialect dialect, long seq, Fault fault, Request request, String model) {
    Reply reply = reply(dialect, seq, fault, request, model);
    return fault.body() == null ? reply : new Reply(reply.status, fault.body());
  }

  private static Reply reply(
      ModelDialect dialect, long seq, Fault fault, Request request, String model) {
    return switch (fault.kind()) {
      case STATUS -> error(Errors.status(dialect, fault.status()));
      case QUOTA -> error(Errors.quota(dialect));
      case CONTEXT_TOO_LONG -> error(Errors.contextTooLong(dialect));
      case MODEL_GONE -> error(Errors.modelGone(dialect, model));
      case AUTH -> error(Errors.auth(dialect, key(request)));
      case BAD_PARAMETER -> error(Errors.badParameter(dialect));
      case ERROR_IN_200 -> new Reply(200, json(Errors.status(dialect, 500).body()));
      case CONTENT_FILTER ->
          dialect == ModelDialect.ANTHROPIC
              ? error(Errors.contentFiltered(dialect))
              : said(dialect, seq, fault, request, model);
      case GARBAGE -> new Reply(200, "<html>\u0001 not { json");
      case EMPTY -> new Reply(200, "");
      case WRONG_USAGE -> new Reply(200, wrongUsage(dialect, seq, fault, request, model));
      case ANSWER,
          TOOL_CALLS,
          HANG,
          DRIP,
          RESET_BEFORE,
          RESET_MID_BODY,
          CLOSE_MID_BODY,
          EMPTY_TEXT,
          NO_USAGE,
          REFUSAL,
          LENGTH,
          INVALID_JSON,
          WRONG_SCHEMA ->
          said(dialect, seq, fault, request, model);
    };
  }

  private static Reply said(
      ModelDialect dialect, long seq, Fault fault, Request request, String model) {
    JsonNode tree = JSON.readTree(request.body());
    String text = fault.kind() == Fault.Kind.TOOL_CALLS ? "" : text(dialect, fault, tree);
    End end =
        switch (fault.kind()) {
          case LENGTH -> End.LENGTH;
          case REFUSAL -> End.REFUSED;
          case CONTENT_FILTER -> End.FILTERED;
          default -> End.COMPLETE;
        };
    Tokens derived = new Tokens(Math.max(1, request.body().length() / 4), 1 + text.length() / 4, 0);
    Tokens told = fault.usage() == null ? derived : fault.usage();
    Tokens tokens = fault.kind() == Fault.Kind.NO_USAGE ? null : told;
    return new Reply(
        200, json(dialect.answer(new Said(seq, model, text, asks(fault), end, tokens))));
  }

  private static List<Ask> asks(Fault fault) {
    if (fault.kind() != Fault.Kind.TOOL_CALLS || fault.text() == null) {
      return List.of();
    }
    List<Ask> asks = new ArrayList<>();
    String[] lines = fault.text().split("\n", -1);
    for (int i = 0; i + 1 < lines.length; i += 2) {
      asks.add(new Ask("call_" + i / 2, lines[i], lines[i + 1]));
    }
    return asks;
  }

  private static String wrongUsage(
      ModelDialect dialect, long seq, Fault fault, Request request, String model) {
    Fault negative = Fault.answer().withUsage(-5, -7, 0);
    Reply reply =
        said(
            dialect,
            seq,
            fault.text() == null ? negative : negative.withText(fault.text()),
            request,
            model);
    return reply.body;
  }

  private static String text(ModelDialect dialect, Fault fault, JsonNode request) {
    if (fault.text() != null) {
      return fault.text();
    }
    return switch (fault.kind()) {
      case EMPTY_TEXT -> "";
      case INVALID_JSON -> "Here is what you asked for: {\"facts\": [";
      case WRONG_SCHEMA -> "{\"unexpected\": 1}";
      default -> rightText(dialect, request);
    };
  }

  private static String rightText(ModelDialect dialect, JsonNode request) {
    String last = dialect.lastUserText(request);
    JsonNode schema = dialect.schema(request);
    if (!schema.isObject()) {
      schema = schemaInText(dialect.system(request));
    }
    if (request.toString().contains(TABLE_MARK)) {
      return "| word |\n|---|\n| Answer to: " + last.replaceAll("\\s*[|\n]\\s*", " ") + " |";
    }
    return schema.isObject()
        ? JSON.writeValueAsString(SchemaSample.of(JSON.convertValue(schema, Map.class), "word"))
        : "Answer to: " + last;
  }

  private static JsonNode schemaInText(String system) {
    int mark = system.lastIndexOf(SCHEMA_MARK);
    return mark < 0
        ? JSON.missingNode()
        : JSON.readTree(system.substring(mark + SCHEMA_MARK.length()).strip());
  }

  static @Nullable String model(Request request) {
    String inPath = Gemini.model(request.path());
    if (inPath != null) {
      return inPath;
    }
    try {
      return JSON.readTree(request.body()).path("model").asString(null);
    } catch (tools.jackson.core.JacksonException e) {
      return null;
    }
  }

  private static String key(Request request) {
    String bearer = request.headers().getOrDefault("authorization", "Bearer none");
    String own = request.headers().getOrDefault("x-api-key", bearer.replaceFirst("^Bearer ", ""));
    return request.headers().getOrDefault("x-goog-api-key", own);
  }

  private static Reply error(ErrorAnswer answer) {
    return new Reply(answer.status(), json(answer.body()));
  }

  static String json(Map<String, ?> tree) {
    return JSON.writeValueAsString(tree);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
