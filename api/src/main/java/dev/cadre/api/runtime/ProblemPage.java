package dev.cadre.api.runtime;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.util.HtmlUtils;

/** A problem as a page, for a person who follows a link or types an address. */
final class ProblemPage {

  private ProblemPage() {}

  /** Whether the client is a browser that shows a page; scripts on one ask for other types. */
  static boolean wanted(HttpHeaders headers) {
    try {
      List<MediaType> accepted = headers.getAccept();
      return accepted.stream().anyMatch(type -> type.equalsTypeAndSubtype(MediaType.TEXT_HTML));
    } catch (InvalidMediaTypeException e) {
      return false;
    }
  }

  /**
   * The page in UTF-8.
   *
   * @param address where the API is reached, without a path
   */
  static byte[] of(ApiProblem problem, String address) {
    boolean unknown = problem.status() == HttpStatus.UNAUTHORIZED;
    String title = unknown ? "Sign in first" : problem.status().getReasonPhrase();
    return """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><title>%s – Cadre</title>
    <meta name="viewport" content="width=device-width">
    <style>body{font:1rem/1.5 sans-serif;max-width:42rem;margin:4rem auto;padding:0 1rem}
    pre{background:#f1f5f9;padding:.75rem;overflow:auto}</style></head>
    <body><h1>%s</h1><p>%s</p>%s<p><small>%d %s</small></p></body></html>
    """
        .formatted(
            title,
            title,
            HtmlUtils.htmlEscape(String.valueOf(problem.getMessage())),
            unknown ? signIn(HtmlUtils.htmlEscape(address)) : "",
            problem.status().value(),
            HtmlUtils.htmlEscape(problem.code()))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String signIn(String address) {
    return """
    <p><a href="/sign-in">Sign in</a> with a password or at your identity provider; or by a link, \
    which works once and for ten minutes. On the machine where Cadre runs:</p>
    <pre>./cadre open</pre>
    <p>prints one; so does, from anywhere, with an API key:</p>
    <pre>curl -s -X POST %s/v1/sign-in-links -H "Authorization: Bearer $TOKEN"</pre>
    """
        .formatted(address);
  }
}
