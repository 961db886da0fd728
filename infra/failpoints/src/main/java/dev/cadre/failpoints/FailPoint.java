package dev.cadre.failpoints;

/** A moment in the life of a step at which the worker can be made to die. */
enum FailPoint {
  /** The activity was handed to the worker, which has done nothing yet. */
  TAKEN,
  /** The attempt's row is about to be written. */
  BEGINNING,
  /** The attempt's row stands, nothing was called yet. */
  BEGUN,
  /** The call runs, and a heartbeat is about to be sent. */
  HEARTBEAT,
  /** The provider has answered, nothing of it is written. */
  ANSWERED,
  /** The result is committed, and the worker knows it. */
  RECORDED,
  /** The activity has ended, which Temporal has not heard. */
  ENDED,
  /** An inline effect is committed, and its workflow task has not ended. */
  INLINE
}
