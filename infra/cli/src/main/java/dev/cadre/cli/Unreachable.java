package dev.cadre.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Nobody answers at the API's address. */
public final class Unreachable extends RuntimeException {

  Unreachable(URI address, @Nullable Throwable cause) {
    super("No answer from " + address + ". Is it running? ./cadre up starts it.", cause);
  }

  Unreachable(String sentence) {
    super(sentence);
  }
}
