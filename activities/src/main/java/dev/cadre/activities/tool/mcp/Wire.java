package dev.cadre.activities.tool.mcp;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What carries the messages of one session. Many calls may use it at the same moment. */
interface Wire {

  /**
   * Sends a request and waits for its result.
   *
   * @throws McpFailure for every way in which there is none
   */
  Map<String, ?> ask(String method, Map<String, ?> params, Allowance allowance) throws McpFailure;

  /** Sends a notification. */
  void tell(String method, Map<String, ?> params, Allowance allowance) throws McpFailure;

  /** The revision of the protocol from now on. */
  void agreed(String revision);

  /** Whether it can still carry something. */
  boolean alive();

  /** Ends it, and the calls that still use it; does not wait until all is gone. */
  CompletableFuture<Void> close();
}
