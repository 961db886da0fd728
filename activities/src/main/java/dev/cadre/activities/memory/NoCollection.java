package dev.cadre.activities.memory;

/** The tenant has no collection of the name. */
public final class NoCollection extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NoCollection(String name) {
    super(name);
  }
}
