package dev.cadre.api;

import dev.cadre.testkit.identity.CodeDesk;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

/** Somebody's browser on its way to an identity provider and back. */
final class Browser {

  static final String LOGIN = "cadre_login";
  static final String SESSION = "cadre_session";

  private final RunningApi api;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * A login on its way.
   *
   * @param cookie that the API set
   * @param there where it sent the browser
   */
  record Login(String cookie, URI there) {

    String asked(String field) {
      return CodeDesk.query(there).get(field);
    }
  }

  Browser(RunningApi api) {
    this.api = api;
  }

  HttpResponse<String> open(String provider) {
    return api.get("/sign-in/oidc/" + provider, null);
  }

  Login begin(String provider) {
    HttpResponse<String> sent = open(provider);
    if (sent.statusCode() != 303) {
      throw new AssertionError(sent.statusCode() + " " + sent.body());
    }
    return new Login(
        cookie(sent, LOGIN), URI.create(sent.headers().firstValue("Location").orElseThrow()));
  }

  /** Asks the provider; the path and query with which it sends the browser back. */
  String atProvider(Login login) {
    HttpResponse<String> answer = get(login.there());
    URI back = URI.create(answer.headers().firstValue("Location").orElseThrow());
    return back.getRawPath() + "?" + back.getRawQuery();
  }

  HttpResponse<String> get(URI uri) {
    try {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Comes back to the API. */
  HttpResponse<String> back(String path, String cookie, String... headers) {
    HttpRequest.Builder request = api.request(path, null).GET();
    if (cookie != null) {
      request.header("Cookie", cookie);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return api.send(request);
  }

  /** The whole way. */
  HttpResponse<String> signIn(String provider) {
    Login login = begin(provider);
    return back(atProvider(login), login.cookie());
  }

  HttpResponse<String> me(HttpResponse<String> in) {
    return back("/v1/me", cookie(in, SESSION));
  }

  /** A cookie that an answer sets, as a request sends it. */
  static String cookie(HttpResponse<String> answer, String name) {
    return whole(answer, name).split(";")[0];
  }

  static String whole(HttpResponse<String> answer, String name) {
    Map<String, List<String>> headers = answer.headers().map();
    return headers.getOrDefault("set-cookie", List.of()).stream()
        .filter(cookie -> cookie.startsWith(name + "="))
        .findFirst()
        .orElseThrow(() -> new AssertionError(answer.statusCode() + " " + answer.body()));
  }
}
