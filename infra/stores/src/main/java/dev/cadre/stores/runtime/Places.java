package dev.cadre.stores.runtime;

/**
 * Where sealed values stand: {@code table.column}. A value opens only at its own place, so writer
 * and reader must name the same one.
 */
public final class Places {

  /** Text. */
  public static final String PLAN_NAME = "plan.name";

  /** JSON of a {@code Plan}. */
  public static final String PLAN_DEFINITION = "plan.definition";

  /** JSON of an {@code Output}: inline up to 4 KB, else a blob. */
  public static final String PLAN_INPUT = "plan.input";

  /** JSON of an {@code Output}. */
  public static final String PLAN_RESULT = "plan.result";

  /** Text. */
  public static final String PLAN_MESSAGE = "plan.message";

  /** JSON of a {@code Notice}. */
  public static final String OUTBOX_CONTENT = "outbox.content";

  /** Text. */
  public static final String STEP_MESSAGE = "step.message";

  /** The value's RFC 8785 form. */
  public static final String STEP_RESULT_VALUE = "step_result.value";

  /** The value's RFC 8785 form. */
  public static final String STEP_ITEM_VALUE = "step_item.value";

  /** The value's RFC 8785 form. */
  public static final String BLOB_CONTENT = "blob.content";

  /** Text. */
  public static final String ATTEMPT_FAILURE = "attempt.failure";

  /** JSON of a {@code ModelTurn} or a {@code ToolAnswer}. */
  public static final String TALK_CONTENT = "talk.content";

  /** Text. */
  public static final String GATE_TITLE = "gate.title";

  /** JSON list of texts. */
  public static final String GATE_OPTIONS = "gate.options";

  /** JSON object: comment, output, option, steps. */
  public static final String DECISION_CONTENT = "gate_decision.content";

  /** Text. */
  public static final String DECISION_MESSAGE = "gate_decision.message";

  /** JSON object. */
  public static final String EVENT_DATA = "plan_event.data";

  /** JSON object: title, source. */
  public static final String DOCUMENT_ABOUT = "document.about";

  /** Text. */
  public static final String DOCUMENT_CONTENT = "document.content";

  /** Text. */
  public static final String CHUNK_CONTENT = "document_chunk.content";

  /** An {@code Embedding}. */
  public static final String CHUNK_VECTOR = "document_chunk.vector";

  public static final String ACCOUNT_FULL_NAME = "account.full_name";
  public static final String ACCOUNT_EMAIL = "account.email";

  /** JSON object. */
  public static final String ACCOUNT_PREFERENCES = "account.preferences";

  public static final String MODEL_API_KEY = "model_configuration.api_key";

  /** JSON of a {@code NewDocument}. */
  public static final String INTAKE_CONTENT = "document_intake.content";

  /** JSON object of a credential's fields. */
  public static final String CREDENTIAL_FIELDS = "credential.fields";

  private Places() {}
}
