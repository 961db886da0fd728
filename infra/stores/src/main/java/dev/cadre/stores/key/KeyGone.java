package dev.cadre.stores.key;

/** The key is not there and will not come back, or it is not the one for this data. Final. */
public final class KeyGone extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public KeyGone(String message) {
    super(message);
  }

  public KeyGone(String message, Throwable cause) {
    super(message, cause);
  }
}
