package dev.cadre.activities.tool;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;

/** One request of a tool and its whole answer, within a deadline. */
public final class Exchange {

  private Exchange() {}

  /** The deadline was over first. */
  public static final class Late extends IOException {

    private static final long serialVersionUID = 1L;
  }

  /** The answer goes over the limit. */
  public static final class TooLarge extends IOException {

    private static final long serialVersionUID = 1L;
  }

  /** Takes an answer; {@link TooLarge} breaks the connection, since closing would read the rest. */
  @FunctionalInterface
  public interface Reader<T> {

    T read(ClassicHttpResponse response) throws IOException;
  }

  /**
   * Sends it to where tools may call. Blocks; an interrupt aborts it.
   *
   * @throws ToolFailed where it may not go there
   * @throws IOException what {@link HttpFailures#failed} tells
   */
  public static <T> T of(
      ToolHttp http, HttpUriRequestBase request, Duration deadline, Reader<T> reader)
      throws IOException {
    return of(http, http.door(address(request)), request, deadline, reader);
  }

  /** The same through a door that was chosen already. */
  public static <T> T of(
      ToolHttp http,
      ToolHttp.Door door,
      HttpUriRequestBase request,
      Duration deadline,
      Reader<T> reader)
      throws IOException {
    AtomicBoolean late = new AtomicBoolean();
    ScheduledFuture<?> watch =
        http.clock()
            .schedule(
                () -> {
                  late.set(true);
                  request.abort();
                },
                deadline.toMillis(),
                TimeUnit.MILLISECONDS);
    try {
      return Objects.requireNonNull(
          door.client().execute(request, response -> read(request, response, reader)));
    } catch (GuardedResolver.ForbiddenAddress e) {
      throw ToolHttp.notPublic(address(request));
    } catch (TooLarge e) {
      throw e;
    } catch (IOException e) {
      throw late.get() ? new Late() : e;
    } catch (IllegalStateException e) {
      // What the client throws where the abort meets it between two steps.
      throw late.get() ? new Late() : new IOException("aborted");
    } catch (NullPointerException e) {
      // The same, where the abort takes the connection away before it is connected.
      if (late.get()) {
        throw new Late();
      }
      throw e;
    } finally {
      watch.cancel(false);
    }
  }

  private static <T> T read(
      HttpUriRequestBase request, ClassicHttpResponse response, Reader<T> reader)
      throws IOException {
    try {
      return reader.read(response);
    } catch (TooLarge e) {
      request.abort();
      throw e;
    }
  }

  /**
   * What an answer holds, whole.
   *
   * @param limit bytes at most
   * @throws TooLarge where there is more
   */
  public static byte[] body(HttpEntity entity, int limit) throws IOException {
    InputStream in = entity.getContent();
    byte[] bytes = in.readNBytes(limit + 1);
    if (bytes.length > limit) {
      // Not closed: that would read the rest.
      throw new TooLarge();
    }
    in.close();
    return bytes;
  }

  private static URI address(HttpUriRequestBase request) {
    try {
      return request.getUri();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("made of an address that could be read", e);
    }
  }
}
