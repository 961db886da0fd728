package dev.cadre.testkit.fault;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The vendors' errors by meaning: status and body. */
final class Errors {

  /** An error answer. */
  record ErrorAnswer(int status, Map<String, ?> body) {}

  private Errors() {}

  static ErrorAnswer status(ModelDialect dialect, int status) {
    String type =
        switch (status) {
          case 400, 422 -> "invalid_request_error";
          case 401 -> "authentication_error";
          case 403 -> "permission_error";
          case 404 -> "not_found_error";
          case 429 -> "rate_limit_error";
          case 503, 529 -> "overloaded_error";
          default -> "api_error";
        };
    return new ErrorAnswer(
        status,
        dialect.error(
            dialect == ModelDialect.GOOGLE ? google(status) : type,
            null,
            null,
            "Scripted status " + status));
  }

  private static String google(int status) {
    return switch (status) {
      case 400 -> "INVALID_ARGUMENT";
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "PERMISSION_DENIED";
      case 404 -> "NOT_FOUND";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 503 -> "UNAVAILABLE";
      case 504 -> "DEADLINE_EXCEEDED";
      default -> "INTERNAL";
    };
  }

  /** Mistral's body: what is wrong with a parameter stands in a list. */
  static Map<String, ?> mistral(
      String type, @Nullable String code, @Nullable String param, String text) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("object", "error");
    error.put(
        "message",
        param == null
            ? text
            : Map.of("detail", List.of(Map.of("loc", List.of("body", param), "msg", text))));
    error.put("type", type);
    error.put("param", null);
    error.put("code", code);
    return error;
  }

  static ErrorAnswer quota(ModelDialect dialect) {
    return switch (dialect) {
      case OPENAI ->
          new ErrorAnswer(
              429,
              dialect.error(
                  "insufficient_quota",
                  "insufficient_quota",
                  null,
                  "You exceeded your current quota, please check your plan and billing details."));
      case ANTHROPIC ->
          new ErrorAnswer(
              400,
              dialect.error(
                  "invalid_request_error",
                  null,
                  null,
                  "You have reached your specified API usage limits."));
      case OLLAMA -> new ErrorAnswer(402, dialect.error("", null, null, "payment required"));
      case MISTRAL ->
          new ErrorAnswer(402, dialect.error("billing", null, null, "Payment is required."));
      case GOOGLE ->
          new ErrorAnswer(
              429,
              dialect.error(
                  "RESOURCE_EXHAUSTED",
                  null,
                  null,
                  "You exceeded your current quota, please check your plan and billing details."));
    };
  }

  static ErrorAnswer contextTooLong(ModelDialect dialect) {
    return switch (dialect) {
      case OPENAI ->
          new ErrorAnswer(
              400,
              dialect.error(
                  "invalid_request_error",
                  "context_length_exceeded",
                  "messages",
                  "This model's maximum context length is 8192 tokens."));
      case ANTHROPIC ->
          new ErrorAnswer(
              400,
              dialect.error(
                  "invalid_request_error",
                  null,
                  null,
                  "prompt is too long: 250000 tokens > 200000 maximum"));
      case OLLAMA ->
          new ErrorAnswer(
              400, dialect.error("", null, null, "the input length exceeds the context length"));
      case MISTRAL ->
          new ErrorAnswer(
              400,
              dialect.error(
                  "invalid_request_prompt",
                  "3051",
                  null,
                  "Prompt contains 40000 tokens, too large for model with 32768 maximum context"
                      + " length"));
      case GOOGLE ->
          new ErrorAnswer(
              400,
              dialect.error(
                  "INVALID_ARGUMENT",
                  null,
                  null,
                  "The input token count (1200000) exceeds the maximum number of tokens allowed"
                      + " (1048576)."));
    };
  }

  static ErrorAnswer modelGone(ModelDialect dialect, String model) {
    return switch (dialect) {
      case OPENAI ->
          new ErrorAnswer(
              404,
              dialect.error(
                  "invalid_request_error",
                  "model_not_found",
                  "model",
                  "The model `" + model + "` does not exist."));
      case ANTHROPIC ->
          new ErrorAnswer(404, dialect.error("not_found_error", null, null, "model: " + model));
      case OLLAMA ->
          new ErrorAnswer(
              404,
              dialect.error(
                  "", null, null, "model \"" + model + "\" not found, try pulling it first"));
      case MISTRAL ->
          new ErrorAnswer(
              400, dialect.error("invalid_model", "1500", null, "Invalid model: " + model));
      case GOOGLE ->
          new ErrorAnswer(
              404,
              dialect.error(
                  "NOT_FOUND",
                  null,
                  null,
                  "models/" + model + " is not found for API version v1beta."));
    };
  }

  /** Repeats the key, as careless gateways do. */
  static ErrorAnswer auth(ModelDialect dialect, String key) {
    if (dialect == ModelDialect.GOOGLE) {
      return new ErrorAnswer(
          400,
          dialect.error(
              "INVALID_ARGUMENT",
              "API_KEY_INVALID",
              null,
              "API key not valid. Please pass a valid API key. Given: " + key));
    }
    return new ErrorAnswer(
        401,
        dialect.error(
            "authentication_error",
            "invalid_api_key",
            null,
            "Incorrect API key provided: " + key + ". You can find your API key at the console."));
  }

  static ErrorAnswer badParameter(ModelDialect dialect) {
    if (dialect == ModelDialect.GOOGLE) {
      return new ErrorAnswer(
          400,
          dialect.error(
              "INVALID_ARGUMENT",
              null,
              "generation_config.temperature",
              "This value is out of the supported range."));
    }
    return new ErrorAnswer(
        dialect == ModelDialect.MISTRAL ? 422 : 400,
        dialect.error(
            "invalid_request_error",
            "unsupported_value",
            "temperature",
            "This value is not supported with this model."));
  }

  static ErrorAnswer contentFiltered(ModelDialect dialect) {
    return new ErrorAnswer(
        400,
        dialect.error(
            "invalid_request_error",
            "content_policy_violation",
            null,
            "Output blocked by content filtering policy"));
  }
}
