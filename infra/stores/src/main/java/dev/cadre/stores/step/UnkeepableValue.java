package dev.cadre.stores.step;

/** A value that is no JSON, such as a number beyond all doubles, which an answer may well hold. */
public final class UnkeepableValue extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnkeepableValue(IllegalArgumentException cause) {
    super(cause.getMessage(), cause);
  }
}
