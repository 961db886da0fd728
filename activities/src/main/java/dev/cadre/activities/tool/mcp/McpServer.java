package dev.cadre.activities.tool.mcp;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One server. Calls share a session; one that fails is given to no further call, and ends with the
 * last that still uses it.
 */
final class McpServer {

  /** Calls at the same moment, so that a server that hangs leaves connections to others. */
  private static final int PLACES = 50;

  /** Opens a wire to the server. */
  interface Opening {
    Wire open() throws McpFailure;
  }

  private final Opening opening;
  private final Rest rest;
  private final Semaphore places = new Semaphore(PLACES, true);
  private final ReentrantLock entrance = new ReentrantLock();
  private @Nullable Use current;
  private @Nullable Use retired;
  private boolean closed;
  private CompletableFuture<Void> ending = CompletableFuture.completedFuture(null);

  /** A session and how many calls use it. */
  private static final class Use {
    private final McpSession session;
    private int calls;

    Use(McpSession session) {
      this.session = session;
    }
  }

  McpServer(Opening opening, Rest rest) {
    this.opening = opening;
    this.rest = rest;
  }

  /** The result of {@code tools/call}. */
  Map<String, ?> call(McpTarget target, Map<String, ?> params, Allowance allowance)
      throws McpFailure {
    allowance.await(
        nanos -> places.tryAcquire(nanos, TimeUnit.NANOSECONDS),
        "had no place for one more call in time, with " + PLACES + " under way");
    try {
      return once(target, params, allowance);
    } catch (McpFailure e) {
      if (e.over() != McpFailure.Over.FORGOTTEN) {
        throw e;
      }
      // A server that was started anew does not know its sessions: the protocol asks for another.
      allowance.unsent();
      return once(target, params, allowance);
    } finally {
      places.release();
    }
  }

  private Map<String, ?> once(McpTarget target, Map<String, ?> params, Allowance allowance)
      throws McpFailure {
    Use use = enter(allowance);
    try {
      Map<String, ?> result = use.session.call(target, params, allowance);
      rest.over();
      return result;
    } catch (McpFailure e) {
      if (e.over() != McpFailure.Over.CALL) {
        retire(use);
      }
      throw e;
    } finally {
      leave(use);
    }
  }

  private Use enter(Allowance allowance) throws McpFailure {
    allowance.await(
        nanos -> entrance.tryLock(nanos, TimeUnit.NANOSECONDS),
        "did not answer initialize in time");
    try {
      Use living = living();
      return living == null ? opened(allowance) : living;
    } finally {
      entrance.unlock();
    }
  }

  private synchronized @Nullable Use living() throws McpFailure {
    if (closed) {
      throw McpFailure.stopping();
    }
    Use use = current;
    if (use != null && !use.session.wire().alive()) {
      retire(use);
      use = null;
    }
    if (use != null) {
      use.calls++;
    }
    return use;
  }

  private Use opened(Allowance allowance) throws McpFailure {
    rest.await(allowance);
    Wire wire = opening.open();
    boolean agreed = false;
    try {
      Use use = new Use(McpSession.open(wire, allowance));
      agreed = keep(use);
      return use;
    } finally {
      if (!agreed) {
        rest.begin();
        end(wire);
      }
    }
  }

  private synchronized boolean keep(Use use) throws McpFailure {
    if (closed) {
      throw McpFailure.stopping();
    }
    use.calls++;
    current = use;
    return true;
  }

  /** At most one session lives on for those who still use it. */
  private synchronized void retire(Use use) {
    if (current != use) {
      return;
    }
    current = null;
    rest.begin();
    Use before = retired;
    if (before != null) {
      end(before.session.wire());
    }
    retired = use;
    unused(use);
  }

  private synchronized void leave(Use use) {
    use.calls--;
    unused(use);
  }

  private synchronized void unused(Use use) {
    if (use.calls == 0 && use == retired) {
      retired = null;
      end(use.session.wire());
    }
  }

  private synchronized void end(Wire wire) {
    CompletableFuture<Void> one = wire.close();
    ending = ending.isDone() ? one : CompletableFuture.allOf(ending, one);
  }

  /** Ends its sessions and takes no more calls; done when nothing of them is left. */
  synchronized CompletableFuture<Void> close() {
    closed = true;
    for (Use use : Arrays.asList(current, retired)) {
      if (use != null) {
        end(use.session.wire());
      }
    }
    current = null;
    retired = null;
    return ending;
  }
}
