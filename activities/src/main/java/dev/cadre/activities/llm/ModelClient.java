package dev.cadre.activities.llm;

/** One provider. */
public interface ModelClient {

  /**
   * Calls one model exactly once: no retry, no redirect, no second connection after the request has
   * left. Blocks; an interrupt of the calling thread aborts the call and gives CANCELLED, with the
   * thread's interrupt flag set.
   *
   * @throws ModelCallFailed for every way in which the call gives no usable answer
   */
  ModelAnswer call(ModelRequest request);

  /** Whether calls make sense now: false once the weights turned out to be unusable. */
  default boolean callable() {
    return true;
  }
}
