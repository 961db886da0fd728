package dev.cadre.activities.tool.mcp;

import dev.cadre.activities.tool.HttpFailures;
import dev.cadre.activities.tool.ToolHttp;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;

/** Sends requests to one address through the guarded clients, each within its allowance. */
final class HttpLine {

  private final URI address;
  private final ToolHttp http;

  HttpLine(URI address, ToolHttp http) {
    this.address = address;
    this.http = http;
  }

  /** Takes what it needs of an answer; the rest is not read. */
  interface Reading<T> {
    T of(ClassicHttpResponse response) throws IOException;
  }

  /**
   * Sends once.
   *
   * @param what is sent, for the sentence that says that it failed
   */
  <T> T send(HttpUriRequestBase request, String what, Allowance allowance, Reading<T> reading)
      throws McpFailure {
    ToolHttp.Door door = http.door(address);
    AtomicBoolean late = new AtomicBoolean();
    ScheduledFuture<?> watch =
        watch(
            () -> {
              late.set(true);
              request.abort();
            },
            allowance);
    try {
      return exchanged(door, request, reading);
    } catch (IOException | HttpException | IllegalStateException e) {
      // The last is what the client throws where the abort meets it between two steps.
      throw failure(e, what, late.get());
    } catch (NullPointerException e) {
      // The same, where the abort takes the connection away before it is connected.
      if (late.get()) {
        throw failure(e, what, true);
      }
      throw e;
    } finally {
      watch.cancel(false);
    }
  }

  private ScheduledFuture<?> watch(Runnable end, Allowance allowance) throws McpFailure {
    try {
      return http.clock().schedule(end, allowance.left(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      throw McpFailure.stopping();
    }
  }

  /** Breaks the connection before it closes the response, which would read all the rest. */
  private static <T> T exchanged(ToolHttp.Door door, HttpUriRequestBase request, Reading<T> reading)
      throws IOException, HttpException {
    ClassicHttpResponse response =
        door.client().executeOpen(RoutingSupport.determineHost(request), request, null);
    try {
      check(response);
      return reading.of(response);
    } finally {
      request.abort();
      close(response);
    }
  }

  private static void close(ClassicHttpResponse response) {
    try {
      response.close();
    } catch (IOException e) {
      // The connection is broken on purpose.
    }
  }

  private static void check(ClassicHttpResponse response) throws McpFailure {
    int status = response.getCode();
    if (status < 200 || status >= 300) {
      Header wait = response.getFirstHeader("Retry-After");
      throw McpFailure.status(
          status, HttpFailures.retryAfter(wait == null ? null : wait.getValue()));
    }
  }

  private McpFailure failure(Exception e, String what, boolean late) {
    if (Thread.currentThread().isInterrupted()) {
      return McpFailure.cancelled();
    }
    if (e instanceof McpFailure failure) {
      return failure;
    }
    if (late) {
      return McpFailure.late("did not answer " + what + " in time");
    }
    if (e instanceof IOException io && ToolHttp.forbidden(io)) {
      throw ToolHttp.notPublic(address);
    }
    if (e instanceof IOException io && HttpFailures.unconnected(io)) {
      return McpFailure.broken(
          "cannot be connected to; look whether it runs and whether its url is right.");
    }
    return e instanceof HttpException
            || e instanceof ClientProtocolException
            || e instanceof MessageConstraintException
        ? McpFailure.wrong("answered with what is no HTTP, or with endless headers; look at it.")
        : McpFailure.broken("broke the connection off at " + what + "; look at the server.");
  }
}
