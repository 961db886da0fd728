package dev.cadre.activities.tool.mcp;

import dev.cadre.activities.tool.HttpFailures;
import dev.cadre.workflows.llm.FailureCategory;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A server gave no result. The message goes on after the server's name ("did not answer …"), and
 * holds nothing that the server wrote.
 */
final class McpFailure extends IOException {

  private static final long serialVersionUID = 1L;

  /** By which a server says that it does not know the session. */
  private static final int NOT_FOUND = 404;

  /** What is over with it. */
  enum Over {
    /** The call alone; the server did what it should. */
    CALL,
    /** The session too: what comes next in it cannot be trusted. */
    SESSION,
    /** The session, which the server no longer knew: nothing was done. */
    FORGOTTEN
  }

  private final FailureCategory category;
  private final Over over;
  private final boolean answered;
  private final @Nullable Integer status;
  private final transient @Nullable Duration retryAfter;

  private McpFailure(FailureCategory category, Over over, boolean answered, String message) {
    this(category, over, answered, null, null, message);
  }

  private McpFailure(
      FailureCategory category,
      Over over,
      boolean answered,
      @Nullable Integer status,
      @Nullable Duration retryAfter,
      String message) {
    // No cause: it may quote what the server wrote.
    super(message);
    this.category = category;
    this.over = over;
    this.answered = answered;
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** The server refused, or its answer does not allow the call. */
  static McpFailure no(String message) {
    return new McpFailure(FailureCategory.TOOL_FAILED, Over.CALL, true, message);
  }

  /** What it sent is none of what the protocol allows here. */
  static McpFailure wrong(String message) {
    return new McpFailure(FailureCategory.TOOL_FAILED, Over.SESSION, false, message);
  }

  static McpFailure tooMuch() {
    return wrong(
        "sent more than "
            + Allowance.MOST_BYTES / (1024 * 1024)
            + " MiB within one call and was cut off; ask it for less at once.");
  }

  static McpFailure late(String what) {
    return new McpFailure(
        FailureCategory.TIMEOUT,
        Over.SESSION,
        false,
        what + "; give the step a longer attemptTimeout, or look at the server.");
  }

  static McpFailure cancelled() {
    return new McpFailure(
        FailureCategory.CANCELLED, Over.CALL, false, "was not waited for: the call was cancelled.");
  }

  static McpFailure stopping() {
    return broken("is not called any more: this worker stops.");
  }

  static McpFailure broken(String message) {
    return new McpFailure(FailureCategory.TRANSPORT, Over.SESSION, false, message);
  }

  /** An HTTP answer other than 2xx. */
  static McpFailure status(int status, @Nullable Duration retryAfter) {
    String advice =
        switch (status) {
          case 401, 403 -> "look whether its headers in the worker's settings are right.";
          case 301, 302, 303, 307, 308 -> "redirects are not followed, so set the right url.";
          default -> "look at the server, and whether its url is right.";
        };
    return new McpFailure(
        HttpFailures.category(status),
        status == NOT_FOUND ? Over.FORGOTTEN : Over.SESSION,
        true,
        status,
        retryAfter,
        "answered with the HTTP status " + status + "; " + advice);
  }

  /** What it is for a call that may be repeated. */
  FailureCategory category() {
    return category;
  }

  Over over() {
    return over;
  }

  /** Whether it may still be at work on the request. */
  boolean givenUp() {
    return category == FailureCategory.TIMEOUT || category == FailureCategory.CANCELLED;
  }

  /** Whether it is known what became of the request. */
  boolean answered() {
    return answered;
  }

  @Nullable Integer status() {
    return status;
  }

  @Nullable Duration retryAfter() {
    return retryAfter;
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
