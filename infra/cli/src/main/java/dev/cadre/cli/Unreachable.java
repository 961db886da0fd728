package dev.cadre.cli;

import java.net.ConnectException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Nobody answers at the API's address. */
public final class Unreachable extends RuntimeException {

  private final boolean refused;

  Unreachable(URI address, @Nullable Throwable cause) {
    super("No answer from " + address + ". Is it running? ./cadre up starts it.", cause);
    refused = cause instanceof ConnectException;
  }

  Unreachable(String sentence) {
    super(sentence);
    refused = false;
  }

  /** Whether nobody listens there, so that nothing was sent. */
  boolean refused() {
    return refused;
  }
}
