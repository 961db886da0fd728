package dev.cadre.activities.llm;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One POST, sent once. The deadline covers the body too: a body that stalls ends like a server that
 * never answers.
 */
interface Transport {

  /** How a request got no reply. */
  enum Silence {
    /** The connection did not come about: the request did not leave. */
    NOT_CONNECTED,
    /** The connection broke before a status came. */
    BROKEN,
    /** The deadline passed. */
    DEADLINE,
    /** The calling thread was interrupted. */
    INTERRUPTED
  }

  /** A request without a usable status line. */
  static final class NoReply extends Exception {

    private static final long serialVersionUID = 1;

    private final Silence silence;

    NoReply(Silence silence) {
      // No cause: exceptions of HTTP clients may quote headers.
      super(silence.name());
      this.silence = silence;
    }

    Silence silence() {
      return silence;
    }
  }

  /** A request that may not go where it was to go; nothing was connected to. */
  static final class Refused extends Exception {

    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  /** Sends JSON. Blocks; an interrupt aborts it. */
  HttpReply post(URI uri, Map<String, String> headers, String json, Duration deadline)
      throws NoReply, Refused;

  /** An error status says more than its missing body does; a good one says nothing without it. */
  static HttpReply cut(@Nullable HttpReply head, Silence silence) throws NoReply {
    if (head == null || (silence == Silence.DEADLINE && head.status() < 400)) {
      throw new NoReply(silence);
    }
    return head;
  }
}
