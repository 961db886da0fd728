package dev.cadre.activities.tool.mcp;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The calls that wait for answers on one stream, each at its request's id. */
final class Waiting {

  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, Place> places = new ConcurrentHashMap<>();
  private final AtomicLong idle = new AtomicLong();
  private volatile @Nullable McpFailure over;

  /** Of one request. */
  record Place(long id, Allowance allowance, CompletableFuture<Message.Answer> future) {

    /** Waits for it. */
    Message.Answer answer(String method) throws McpFailure {
      try {
        return future.get(allowance.left(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        throw McpFailure.late("did not answer " + method + " in time");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw McpFailure.cancelled();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof McpFailure failure) {
          throw failure;
        }
        throw new IllegalStateException(e);
      }
    }
  }

  Place place(Allowance allowance) throws McpFailure {
    idle.set(0);
    Place place = new Place(ids.incrementAndGet(), allowance, new CompletableFuture<>());
    places.put(place.id, place);
    // Only now: whoever ends it all has either seen the place, or is seen here.
    McpFailure why = over;
    if (why != null) {
      places.remove(place.id);
      throw why;
    }
    return place;
  }

  void leave(Place place) {
    places.remove(place.id);
  }

  /** An answer of so many bytes came. */
  void answered(Message.Answer answer, long bytes) throws McpFailure {
    if (!(answer.id() instanceof Long id) || id < 1 || id > ids.get()) {
      throw McpFailure.wrong(
          answer.id() == null
              ? "could not read what it was sent; look at the server."
              : "answered another request than was sent; look at the server.");
    }
    Place place = places.get(id);
    if (place == null) {
      // Whoever asked has given up.
      charge(bytes);
      return;
    }
    try {
      place.allowance.take(bytes);
      place.future.complete(answer);
    } catch (McpFailure e) {
      place.future.completeExceptionally(e);
    }
  }

  /** So many bytes came that answer nobody: all who wait pay for them. */
  void charge(long bytes) throws McpFailure {
    for (Place place : places.values()) {
      place.allowance.take(bytes);
    }
    if (places.isEmpty() && idle.addAndGet(bytes) > Allowance.MOST_BYTES) {
      throw McpFailure.tooMuch();
    }
  }

  /** Nothing comes any more; the first reason counts. */
  void end(McpFailure why) {
    synchronized (this) {
      if (over == null) {
        over = why;
      }
    }
    places.values().forEach(place -> place.future.completeExceptionally(why));
  }
}
