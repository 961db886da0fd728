package dev.cadre.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Where the API is and who knocks.
 *
 * @param address without a trailing slash
 * @param token a bearer token
 */
public record Door(URI address, String token) {

  /** Whose token is used. */
  public enum Role {
    OWNER,
    REQUESTER,
    REVIEWER
  }

  public Door {
    if (token.isBlank()) {
      throw new IllegalArgumentException("an empty token");
    }
  }

  @Override
  public String toString() {
    return "Door[" + address + "]";
  }

  /**
   * {@code CADRE_URL} and {@code CADRE_TOKEN}, else what the launcher left in its folder.
   *
   * @param state the folder {@code .cadre}
   * @throws Unreachable when there is no token to be found
   */
  public static Door open(Map<String, String> environment, Path state, Role role) {
    String url = environment.getOrDefault("CADRE_URL", "");
    String token = environment.getOrDefault("CADRE_TOKEN", "");
    if (url.isBlank()) {
      url = read(state.resolve("run/api.url"));
    }
    if (url.isBlank()) {
      url = "http://127.0.0.1:" + environment.getOrDefault("CADRE_HTTP_PORT", "8080");
    }
    if (token.isBlank()) {
      token = read(state.resolve("tokens").resolve(role.name().toLowerCase(Locale.ROOT)));
    }
    if (token.isBlank()) {
      throw new Unreachable(
          "No token: neither CADRE_TOKEN nor one in " + state + ". ./cadre up makes one.");
    }
    return new Door(
        URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url), token);
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file).strip() : "";
    } catch (IOException e) {
      throw new Unreachable("Cannot read " + file + ": " + e.getMessage());
    }
  }
}
