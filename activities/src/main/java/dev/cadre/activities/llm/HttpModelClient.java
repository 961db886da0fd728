package dev.cadre.activities.llm;

import dev.cadre.activities.llm.OutputCheck.Found;
import dev.cadre.activities.llm.Transport.NoReply;
import dev.cadre.activities.llm.Transport.Refused;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A provider over HTTP: one request, one answer, in its dialect. */
final class HttpModelClient implements ModelClient {

  private static final JsonMapper JSON = BoundedJson.ANSWERS;
  private static final Pattern NAME = Pattern.compile("[\\w.:/@+-]{1,200}");

  /** Who is called, for people. */
  private final String called;

  private final Dialect dialect;
  private final Transport http;
  private final URI base;
  private final Map<String, String> headers;
  private final @Nullable Duration timeout;
  private final Clock clock;

  HttpModelClient(
      String called,
      Dialect dialect,
      Transport http,
      URI base,
      @Nullable String key,
      @Nullable Duration timeout,
      Clock clock) {
    this.called = called;
    this.dialect = dialect;
    this.http = http;
    this.base = base;
    this.headers = dialect.headers(key);
    this.timeout = timeout;
    this.clock = clock;
  }

  @Override
  public ModelAnswer call(ModelRequest request) {
    @Nullable OutputCheck check =
        request.schema() == null ? null : OutputCheck.of(request.schema());
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Idempotency-Key", request.idempotencyKey());
    String body = JSON.writeValueAsString(dialect.body(request));
    long started = System.nanoTime();
    try {
      URI endpoint = dialect.endpoint(base, request.model());
      HttpReply reply = http.post(endpoint, all, body, deadline(request));
      return new Reading(started, reply).answer(request, check);
    } catch (NoReply e) {
      throw silent(e.silence(), started);
    } catch (Refused e) {
      throw ModelCallFailed.notCalled(FailureCategory.AUTH, String.valueOf(e.getMessage()));
    }
  }

  private Duration deadline(ModelRequest request) {
    return timeout == null || request.deadline().compareTo(timeout) < 0
        ? request.deadline()
        : timeout;
  }

  private ModelCallFailed silent(Transport.Silence silence, long started) {
    return switch (silence) {
      case NOT_CONNECTED ->
          silent(FailureCategory.TRANSPORT, false, started, "could not be connected to");
      case BROKEN ->
          silent(FailureCategory.TRANSPORT, true, started, "broke the connection before an answer");
      case DEADLINE ->
          silent(FailureCategory.TIMEOUT, true, started, "gave no whole answer in time");
      case INTERRUPTED -> silent(FailureCategory.CANCELLED, true, started, "was not waited for");
    };
  }

  private ModelCallFailed silent(
      FailureCategory category, boolean called, long started, String what) {
    String message = "The provider " + called + " " + what + ".";
    return new ModelCallFailed(
        new AttemptFailure(
            category, called, null, null, null, null, !called, since(started), message, false),
        null);
  }

  private static Duration since(long started) {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  /** One reply, read. */
  private final class Reading {

    private final long started;
    private final HttpReply reply;

    Reading(long started, HttpReply reply) {
      this.started = started;
      this.reply = reply;
    }

    ModelAnswer answer(ModelRequest request, @Nullable OutputCheck check) {
      if (reply.status() / 100 != 2) {
        throw refused();
      }
      Turn turn = turn();
      switch (turn.end()) {
        case COMPLETE -> {}
        case LENGTH ->
            throw useless(FailureCategory.TRUNCATED, "was cut at the maximum of tokens", turn);
        case REFUSED -> throw useless(FailureCategory.CONTENT_POLICY, "is a refusal", turn);
        case WINDOW_FULL ->
            throw useless(FailureCategory.CONTEXT_TOO_LARGE, "fills the context window", turn);
        case BROKEN_OFF -> throw useless(FailureCategory.MALFORMED, "was broken off", turn);
      }
      if (turn.wishes().isEmpty() && turn.text().isBlank()) {
        throw useless(FailureCategory.MALFORMED, "is empty", turn);
      }
      return new ModelAnswer(
          turn.wishes().isEmpty() ? value(turn, check) : null,
          turn.text(),
          turn.wishes(),
          served(turn.model(), request),
          turn.usage(),
          turn.finish(),
          reply.status());
    }

    /** What is kept and shown is a name, whatever a server says. */
    private static String served(@Nullable String told, ModelRequest request) {
      return told != null && NAME.matcher(told).matches() ? told : request.model();
    }

    private Turn turn() {
      if (!reply.complete()) {
        throw useless(FailureCategory.MALFORMED, "ended in the middle", null);
      }
      JsonNode body;
      try {
        body = JSON.readTree(reply.body());
      } catch (JacksonException e) {
        throw useless(FailureCategory.MALFORMED, "is not JSON", null);
      }
      if (ErrorBody.stands(body)) {
        throw useless(FailureCategory.MALFORMED, "is an error under a good status", null);
      }
      return dialect
          .read(body)
          .orElseThrow(() -> useless(FailureCategory.MALFORMED, "holds no message", null));
    }

    private @Nullable Object value(Turn turn, @Nullable OutputCheck check) {
      if (check == null) {
        return turn.text();
      }
      return switch (check.check(turn.text())) {
        case Found.Valid valid -> valid.value();
        case Found.Wrong wrong ->
            throw failed(wrong.category(), advice(), wrong.what(), turn.usage(), false);
      };
    }

    private ModelCallFailed refused() {
      FailureClassifier.Meaning meaning = FailureClassifier.of(reply, clock.instant());
      return failed(
          meaning.category(),
          meaning.advice(),
          "The provider " + called + " answered with status " + reply.status() + ".",
          null,
          meaning.targetSpecific());
    }

    private ModelCallFailed useless(FailureCategory category, String what, @Nullable Turn turn) {
      String message = "The answer of " + called + " " + what + ".";
      return failed(category, advice(), message, turn == null ? null : turn.usage(), false);
    }

    private RetryAdvice advice() {
      return RetryAdvice.of(reply.headers(), JSON.missingNode(), clock.instant());
    }

    private ModelCallFailed failed(
        FailureCategory category,
        RetryAdvice advice,
        String message,
        @Nullable Usage usage,
        boolean targetSpecific) {
      return new ModelCallFailed(
          new AttemptFailure(
              category,
              true,
              reply.status(),
              advice.after(),
              advice.again(),
              null,
              false,
              since(started),
              message,
              targetSpecific),
          usage);
    }
  }
}
