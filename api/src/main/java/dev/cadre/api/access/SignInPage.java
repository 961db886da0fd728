package dev.cadre.api.access;

import java.nio.charset.StandardCharsets;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** The page that asks for a password. It runs no script and loads nothing. */
final class SignInPage {

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
      </form></body></html>
      """;

  private SignInPage() {}

  /**
   * The page as an answer.
   *
   * @param no why the last try failed, in words of ours; empty at first
   */
  static ResponseEntity<String> answer(HttpStatus status, String no) {
    return ResponseEntity.status(status)
        .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
        .cacheControl(CacheControl.noStore())
        .header(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'")
        .body(PAGE.replace("{no}", no.isEmpty() ? "" : "<p class=\"no\">" + no + "</p>"));
  }
}
