package dev.cadre.workflows.expression;

/**
 * An expression or template does not compile or fails; the message is a sentence with the remedy.
 */
public final class ExpressionException extends Exception {

  public ExpressionException(String message) {
    super(message);
  }
}
