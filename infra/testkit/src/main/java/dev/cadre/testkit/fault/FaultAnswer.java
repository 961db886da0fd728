package dev.cadre.testkit.fault;

import dev.cadre.testkit.fault.HttpWire.Request;
import dev.cadre.testkit.fault.ModelAnswers.Reply;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One scripted answer on one connection. */
final class FaultAnswer {

  private static final long DRIP_MILLIS = 100;

  private final HttpWire wire;
  private final Request request;
  private final long seq;
  private final Fault fault;
  private final @Nullable String model;

  FaultAnswer(HttpWire wire, Request request, long seq, Fault fault, @Nullable String model) {
    this.wire = wire;
    this.request = request;
    this.seq = seq;
    this.fault = fault;
    this.model = model;
  }

  /** Whether the connection may serve another request. */
  boolean send() throws IOException {
    pause(fault.delay().toMillis());
    switch (fault.kind()) {
      case HANG -> wire.untilClosed();
      case RESET_BEFORE -> wire.reset();
      case DRIP -> drip(reply());
      case RESET_MID_BODY -> {
        half(reply());
        // Gives the half time to arrive: a reset discards what the peer has not read.
        pause(DRIP_MILLIS);
        wire.reset();
      }
      case CLOSE_MID_BODY -> half(reply());
      default -> {
        Reply reply = reply();
        byte[] body = ModelAnswers.utf8(reply.body());
        wire.head(reply.status(), fault.headers(), body.length);
        wire.bytes(body);
        return true;
      }
    }
    return false;
  }

  private Reply reply() {
    ModelDialect dialect = ModelDialect.of(request.path());
    if (dialect != null) {
      return ModelAnswers.of(dialect, seq, fault, request, model == null ? "" : model);
    }
    int status =
        switch (fault.kind()) {
          case STATUS -> fault.status();
          default -> request.method().equals("POST") ? 201 : 200;
        };
    String body =
        switch (fault.kind()) {
          case EMPTY -> "";
          case GARBAGE -> "<html>\u0001 not { json";
          default -> ModelAnswers.json(Map.of("id", seq, "received", request.body()));
        };
    return new Reply(status, fault.body() == null ? body : fault.body());
  }

  private void half(Reply reply) throws IOException {
    byte[] body = ModelAnswers.utf8(reply.body());
    wire.head(reply.status(), fault.headers(), body.length);
    wire.bytes(Arrays.copyOf(body, body.length / 2));
  }

  /** All but the last byte, slowly; then the connection stays open in silence. */
  private void drip(Reply reply) throws IOException {
    byte[] body = ModelAnswers.utf8(reply.body());
    wire.head(reply.status(), fault.headers(), body.length);
    for (int i = 0; i < body.length - 1; i++) {
      wire.bytes(new byte[] {body[i]});
      pause(DRIP_MILLIS);
    }
    wire.untilClosed();
  }

  private static void pause(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the server stops", e);
    }
  }
}
