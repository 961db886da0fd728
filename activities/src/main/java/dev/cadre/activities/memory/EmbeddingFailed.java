package dev.cadre.activities.memory;

/** No vector could be made of a text; the message never quotes it. */
public final class EmbeddingFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EmbeddingFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
