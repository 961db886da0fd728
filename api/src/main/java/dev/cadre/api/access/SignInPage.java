package dev.cadre.api.access;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;

/** The pages around signing in. They run no script and load nothing. */
final class SignInPage {

  static final String PATH = "/sign-in";

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>Sign in to Cadre</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <style>
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 22rem; margin: 12vh auto; padding: 0 1rem; color: #1b1f24 }
        h1 { font-size: 1.4rem } label { display: block; margin-top: 1rem } p.no { color: #a40e26 }
        input { font: inherit; width: 100%; padding: .4rem; box-sizing: border-box }
        button { font: inherit; margin-top: 1.5rem; padding: .5rem 1.2rem }
      </style></head><body>
      <h1>Sign in to Cadre</h1>{no}
      <form method="post" action="/sign-in">
        <label>Tenant <input name="tenant" autocomplete="organization" placeholder="acme.com" required></label>
        <label>Name <input name="name" autocomplete="username" required></label>
        <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
        <button>Sign in</button>
      </form>{providers}</body></html>
      """;

  private static final String IN =
      """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>Signed in to Cadre</title>
      <meta http-equiv="refresh" content="0; url=/docs"></head>
      <body><p>You are signed in. <a href="/docs">Go on</a></p></body></html>
      """;

  private SignInPage() {}

  /**
   * The page that asks for a password, or leads to an identity provider.
   *
   * @param no why the last try failed, in words of ours; empty at first
   * @param providers their names, of letters, digits and dashes
   */
  static ResponseEntity<String> answer(HttpStatus status, String no, List<String> providers) {
    String links =
        providers.stream()
            .map("<p><a href=\"/sign-in/oidc/%1$s\">Sign in by %1$s</a></p>\n"::formatted)
            .collect(Collectors.joining());
    return page(status)
        .body(
            PAGE.replace("{no}", no.isEmpty() ? "" : "<p class=\"no\">" + no + "</p>")
                .replace("{providers}", links));
  }

  /**
   * A page that leads on by itself. A redirect would not do: it would still count as coming from
   * the identity provider's page, and the session's cookie, which is strict, would stay behind.
   */
  static ResponseEntity<String> in(ResponseCookie... cookies) {
    ResponseEntity.BodyBuilder page = page(HttpStatus.OK).header("Referrer-Policy", "no-referrer");
    for (ResponseCookie cookie : cookies) {
      page.header(HttpHeaders.SET_COOKIE, cookie.toString());
    }
    return page.body(IN);
  }

  private static ResponseEntity.BodyBuilder page(HttpStatus status) {
    return ResponseEntity.status(status)
        .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
        .cacheControl(CacheControl.noStore())
        .header(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'");
  }
}
