package dev.cadre.api.runtime;

import dev.cadre.workflows.plan.Problem;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** An answer that is an error; {@link ProblemAnswers} writes it as RFC 9457. */
public final class ApiProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final HttpStatus status;
  private final String code;
  private final transient List<Problem> problems;
  private final transient Map<String, Object> more = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  private ApiProblem(HttpStatus status, String code, String detail, List<Problem> problems) {
    super(detail);
    this.status = status;
    this.code = code;
    this.problems = List.copyOf(problems);
  }

  /** A problem with a sentence that says what to do. */
  public static ApiProblem of(HttpStatus status, String code, String detail) {
    return new ApiProblem(status, code, detail, List.of());
  }

  /** A problem of a body. */
  public static ApiProblem of(
      HttpStatus status, String code, String detail, List<Problem> problems) {
    return new ApiProblem(status, code, detail, problems);
  }

  /** What does not exist, or is not the caller's to know of. */
  public static ApiProblem notFound(String what) {
    return of(HttpStatus.NOT_FOUND, "NOT_FOUND", "There is no such " + what + ".");
  }

  /** A parameter that cannot be read. */
  public static ApiProblem parameter(String name, String remedy) {
    return of(HttpStatus.BAD_REQUEST, "INVALID_PARAMETER", "`" + name + "` " + remedy);
  }

  /** Something that is down for now. */
  public static ApiProblem unavailable(String code, String detail, Duration retryAfter) {
    return of(HttpStatus.SERVICE_UNAVAILABLE, code, detail)
        .header("Retry-After", Long.toString(retryAfter.toSeconds()));
  }

  /** Adds a header to the answer. */
  public ApiProblem header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** Adds a member to the body; a null value is left out. */
  public ApiProblem with(String name, @Nullable Object value) {
    if (value != null) {
      more.put(name, value);
    }
    return this;
  }

  public HttpStatus status() {
    return status;
  }

  public String code() {
    return code;
  }

  /** The problems of the body. */
  public List<Problem> problems() {
    return problems;
  }

  Map<String, String> headers() {
    return headers;
  }

  Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "about:blank");
    body.put("title", status.getReasonPhrase());
    body.put("status", status.value());
    body.put("code", code);
    body.put("detail", String.valueOf(getMessage()));
    if (!problems.isEmpty()) {
      body.put("problems", problems);
    }
    body.putAll(more);
    return body;
  }
}
