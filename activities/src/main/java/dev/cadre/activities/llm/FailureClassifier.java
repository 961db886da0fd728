package dev.cadre.activities.llm;

import static dev.cadre.workflows.llm.FailureCategory.AUTH;
import static dev.cadre.workflows.llm.FailureCategory.CONTENT_POLICY;
import static dev.cadre.workflows.llm.FailureCategory.CONTEXT_TOO_LARGE;
import static dev.cadre.workflows.llm.FailureCategory.INVALID_REQUEST;
import static dev.cadre.workflows.llm.FailureCategory.MALFORMED;
import static dev.cadre.workflows.llm.FailureCategory.MODEL_GONE;
import static dev.cadre.workflows.llm.FailureCategory.OVERLOADED;
import static dev.cadre.workflows.llm.FailureCategory.PROVIDER_QUOTA;
import static dev.cadre.workflows.llm.FailureCategory.RATE_LIMIT;
import static dev.cadre.workflows.llm.FailureCategory.UPSTREAM;

import dev.cadre.workflows.llm.FailureCategory;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The table from what came over HTTP to the category of the failure. */
final class FailureClassifier {

  /**
   * What an answer that is no success means.
   *
   * @param targetSpecific the refused parameter belongs to this target
   */
  record Meaning(FailureCategory category, RetryAdvice advice, boolean targetSpecific) {}

  /** What the request says itself, whoever it is sent to; other parameters are the target's. */
  private static final Set<String> OF_THE_REQUEST =
      Set.of("messages", "system", "contents", "system_instruction", "input", "prompt");

  /** Anthropic and others name the parameter at the start of the message. */
  private static final Pattern NAMED_PARAMETER =
      Pattern.compile(
          "(?:^|[\"'`\\s])(temperature|top_p|max_tokens|max_completion_tokens|response_format"
              + "|output_config[a-z_.]*|format|tool_choice|tools|thinking|stop|seed|num_predict)"
              + "(?=[\"'`:\\s]).{0,200}?(?:not support|unsupported|not permitted|not allowed"
              + "|deprecated|must be|should be|out of range|less than|greater than|maximum"
              + "|extra inputs|unknown|invalid|unrecognized)",
          Pattern.DOTALL);

  private static final int TOO_MANY = 429;

  private static final JsonMapper JSON = BoundedJson.ANSWERS;

  private FailureClassifier() {}

  /** The meaning of any status but 2xx. */
  static Meaning of(HttpReply reply, Instant now) {
    JsonNode body = tree(reply.body());
    ErrorBody error = ErrorBody.of(body, reply.body());
    FailureCategory category =
        reply.status() == TOO_MANY && passes(body) ? RATE_LIMIT : category(reply.status(), error);
    return new Meaning(
        category,
        RetryAdvice.of(reply.headers(), body, now),
        category == INVALID_REQUEST && targetSpecific(error));
  }

  /** Google words each limit as a quota; one that is over in a moment says when. */
  private static boolean passes(JsonNode body) {
    boolean said = false;
    for (JsonNode detail : body.path("error").path("details")) {
      said |= detail.has("retryDelay");
      for (JsonNode violation : detail.path("violations")) {
        if (violation.path("quotaId").asString("").contains("PerDay")) {
          return false;
        }
      }
    }
    return said;
  }

  private static FailureCategory category(int status, ErrorBody error) {
    return switch (status) {
      case 400, 422 -> refusedRequest(error);
      case 401 -> AUTH;
      case 402 -> PROVIDER_QUOTA;
      case 403 -> forbidden(error);
      case 404, 410 -> MODEL_GONE;
      case 413 -> CONTEXT_TOO_LARGE;
      case 429 -> quota(error) ? PROVIDER_QUOTA : RATE_LIMIT;
      case 408, 409, 425 -> UPSTREAM;
      case 503, 529 -> OVERLOADED;
      default -> status >= 500 ? UPSTREAM : status >= 400 ? INVALID_REQUEST : MALFORMED;
    };
  }

  private static FailureCategory refusedRequest(ErrorBody error) {
    if (tooLong(error)) {
      return CONTEXT_TOO_LARGE;
    }
    if (quota(error)) {
      return PROVIDER_QUOTA;
    }
    if (policy(error)) {
      return CONTENT_POLICY;
    }
    if (error.hasCode("invalid_api_key", "authentication_error", "api_key_invalid")
        || error.says("api key not valid", "invalid api key", "incorrect api key")) {
      return AUTH;
    }
    return unknownModel(error) ? MODEL_GONE : INVALID_REQUEST;
  }

  private static FailureCategory forbidden(ErrorBody error) {
    if (quota(error)) {
      return PROVIDER_QUOTA;
    }
    if (policy(error)) {
      return CONTENT_POLICY;
    }
    return unknownModel(error) ? MODEL_GONE : AUTH;
  }

  private static boolean quota(ErrorBody error) {
    return error.hasCode(
            "insufficient_quota",
            "credit_balance_exhausted",
            "billing_error",
            "billing_hard_limit_reached",
            "billing_not_active",
            "spend_limit_reached",
            "spend_limit_exceeded")
        || error.says(
            "insufficient_quota",
            "exceeded your current quota",
            "credit_balance_exhausted",
            "credit balance",
            "insufficient balance",
            "insufficient credit",
            "spend limit",
            "spending limit",
            "usage limit",
            "billing limit",
            "billing hard limit");
  }

  private static boolean tooLong(ErrorBody error) {
    return error.hasCode(
            "context_length_exceeded", "request_too_large", "exceed_context_size_error")
        || error.says(
            "maximum context length",
            "context length",
            "context_length",
            "context window",
            "context limit",
            "exceeds the available context",
            "prompt is too long",
            "input is too long",
            "too many tokens",
            "token limit exceeded",
            "input token count");
  }

  private static boolean policy(ErrorBody error) {
    return error.hasCode(
            "content_policy_violation", "content_filter", "responsibleaipolicyviolation")
        || error.says(
            "content policy",
            "content filter",
            "content management policy",
            "safety system",
            "usage policies",
            "flagged as potentially");
  }

  private static boolean unknownModel(ErrorBody error) {
    return error.hasCode("model_not_found", "invalid_model", "model_not_available")
        || (error.says("model")
            && error.says("does not exist", "model not found", "unknown model", "invalid model"));
  }

  private static boolean targetSpecific(ErrorBody error) {
    if (!error.param().isEmpty()) {
      return !OF_THE_REQUEST.contains(error.param().split("[.\\[]", 2)[0]);
    }
    return NAMED_PARAMETER.matcher(error.text()).find();
  }

  private static JsonNode tree(String body) {
    try {
      JsonNode tree = body.isBlank() ? JSON.missingNode() : JSON.readTree(body);
      return tree == null ? JSON.missingNode() : tree;
    } catch (JacksonException e) {
      return JSON.missingNode();
    }
  }
}
