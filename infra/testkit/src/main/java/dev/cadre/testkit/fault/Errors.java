package dev.cadre.testkit.fault;

import java.util.Map;

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
    return new ErrorAnswer(status, dialect.error(type, null, null, "Scripted status " + status));
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
    };
  }

  /** Repeats the key, as careless gateways do. */
  static ErrorAnswer auth(ModelDialect dialect, String key) {
    return new ErrorAnswer(
        401,
        dialect.error(
            "authentication_error",
            "invalid_api_key",
            null,
            "Incorrect API key provided: " + key + ". You can find your API key at the console."));
  }

  static ErrorAnswer badParameter(ModelDialect dialect) {
    return new ErrorAnswer(
        400,
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
