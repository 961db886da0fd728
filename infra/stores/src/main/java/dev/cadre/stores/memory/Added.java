package dev.cadre.stores.memory;

/** What became of a document that was added. */
public enum Added {
  CREATED,
  /** Another content stood under its id. */
  REPLACED,
  /** The same stood there already. */
  UNCHANGED
}
