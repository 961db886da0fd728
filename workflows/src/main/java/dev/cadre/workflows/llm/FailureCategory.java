package dev.cadre.workflows.llm;

/**
 * Why an attempt failed: the rows of the failure table. The name is also the type of the {@code
 * ApplicationFailure}.
 */
public enum FailureCategory {
  /** Refused, DNS, TLS, or reset before a response. */
  TRANSPORT,
  /** No headers, total deadline, or an idle stream; it may be billed. */
  TIMEOUT,
  /** 408, 409, 425, 500, 502, 504. */
  UPSTREAM,
  /** 503, 529. */
  OVERLOADED,
  /** 429 with a Retry-After up to the cap, or without one. */
  RATE_LIMIT,
  /** 429 with a Retry-After over the cap, or none after one further try. */
  RATE_LIMIT_LONG,
  /** The provider's own quota or credit is used up. */
  PROVIDER_QUOTA,
  /** The key is refused. */
  AUTH,
  /** The model is not there. */
  MODEL_GONE,
  /** The prompt is over the model's window. */
  CONTEXT_TOO_LARGE,
  /** Any other 400 or 422. */
  INVALID_REQUEST,
  /** A refusal or a content filter. */
  CONTENT_POLICY,
  /** The answer was cut at the maximum of tokens. */
  TRUNCATED,
  /** 200, but empty, not parseable, an error body, or unterminated. */
  MALFORMED,
  /** The answer fails its schema or a quality check. */
  QUALITY,
  /** Our own limit per minute. */
  LOCAL_LIMIT,
  /** The plan's budget refuses the reservation. */
  BUDGET,
  /** The target cools down; nothing was called. */
  COOLING,
  /** The plan or the step was cancelled. */
  CANCELLED,
  /** Three physical calls were lost with their workers. */
  WORKER_LOST,
  /** A reference or an expression of the step failed; nothing was called. */
  EXPRESSION_ERROR,
  /** What a container made is too large to be kept. */
  OUTPUT_TOO_LARGE,
  /** The model goes on asking for tools where it has to answer. */
  TOOL_LOOP,
  /** A tool answered with a failure. */
  TOOL_FAILED,
  /** A tool with effects may or may not have run. */
  OUTCOME_UNKNOWN,
  /** The plan is closed; nothing was called. */
  PLAN_CLOSED,
  /** Who submitted the plan may not have it done any more; nothing was called. */
  FORBIDDEN,
  /** The step's agent is not active in its tenant; nothing was called, and the step waits. */
  AGENT_INACTIVE,
  /** The decision that allows it is not written yet; nothing was called, and the step waits. */
  UNDECIDED
}
