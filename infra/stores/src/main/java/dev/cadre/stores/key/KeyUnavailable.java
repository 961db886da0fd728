package dev.cadre.stores.key;

/** The keys cannot be reached now. Worth a retry. */
public final class KeyUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public KeyUnavailable(String message) {
    super(message);
  }

  public KeyUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
