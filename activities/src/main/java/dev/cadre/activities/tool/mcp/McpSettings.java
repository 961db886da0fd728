package dev.cadre.activities.tool.mcp;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings {@code cadre.tools.mcp.*}.
 *
 * @param servers by names of a-z and 0-9: the only ones that can be called
 */
@ConfigurationProperties(prefix = "cadre.tools.mcp", ignoreUnknownFields = false)
public record McpSettings(@Nullable Map<String, Server> servers) {

  private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7E]{1,8000}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,200}");

  /** What the client itself says. */
  private static final Set<String> RESERVED =
      Set.of(
          "accept",
          "connection",
          "content-length",
          "content-type",
          "host",
          "mcp-protocol-version",
          "mcp-session-id",
          "transfer-encoding");

  /**
   * One server: an address, or else a command. Headers and variables are lists, because environment
   * variables cannot carry their names; what follows a name may be {@code vault:<path>#<field>}.
   *
   * @param url of the MCP endpoint
   * @param headers such as {@code Authorization: Bearer …}; shown nowhere
   * @param command a program and its arguments; no shell reads it
   * @param env such as {@code PATH=/usr/bin}: all that the program gets; shown nowhere
   */
  public record Server(
      @Nullable URI url,
      @Nullable List<String> headers,
      @Nullable List<String> command,
      @Nullable List<String> env) {

    public Server {
      url = url == null || url.toString().isBlank() ? null : url;
      headers = headers == null ? List.of() : List.copyOf(headers);
      command = command == null ? List.of() : List.copyOf(command);
      env = env == null ? List.of() : List.copyOf(env);
      if ((url == null) == command.isEmpty()) {
        throw new IllegalArgumentException("a server has either a url or a command");
      }
      if (url == null ? !headers.isEmpty() : !env.isEmpty()) {
        throw new IllegalArgumentException("headers go with a url, env goes with a command");
      }
      if (url != null) {
        check(url);
      }
      split(headers, ":", HEADER_NAME, "headers");
      split(env, "=", VARIABLE, "env");
    }

    private static void check(URI url) {
      if (!String.valueOf(url.getScheme()).matches("https?") || url.getHost() == null) {
        throw new IllegalArgumentException("url must begin with http:// or https:// and a host");
      }
      if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
        throw new IllegalArgumentException("url must hold no user, password or fragment");
      }
    }

    Map<String, String> headerValues() {
      return headers == null ? Map.of() : split(headers, ":", HEADER_NAME, "headers");
    }

    Map<String, String> variables() {
      return env == null ? Map.of() : split(env, "=", VARIABLE, "env");
    }

    List<String> arguments() {
      return command == null ? List.of() : command;
    }

    private static Map<String, String> split(
        List<String> entries, String separator, Pattern names, String setting) {
      Map<String, String> values = new LinkedHashMap<>();
      for (String entry : entries) {
        int at = entry.indexOf(separator);
        String name = at < 0 ? "" : entry.substring(0, at).strip();
        String value = entry.substring(at + 1).strip();
        if (!names.matcher(name).matches() || value.indexOf('\0') >= 0) {
          throw new IllegalArgumentException(
              setting + " holds an entry that is not a name, \"" + separator + "\" and a value");
        }
        if (separator.equals(":")) {
          checkHeader(name, value);
        }
        values.put(name, value);
      }
      return values;
    }

    private static void checkHeader(String name, String value) {
      if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException("headers must not hold " + name);
      }
      if (!HEADER_VALUE.matcher(value).matches()) {
        throw new IllegalArgumentException("the header " + name + " holds what no header may");
      }
    }

    private Server resolved(UnaryOperator<String> secrets) {
      return new Server(
          url,
          headerValues().entrySet().stream()
              .map(entry -> entry.getKey() + ": " + secrets.apply(entry.getValue()))
              .toList(),
          command,
          variables().entrySet().stream()
              .map(entry -> entry.getKey() + "=" + secrets.apply(entry.getValue()))
              .toList());
    }

    /** Arguments may hold secrets as headers and variables do. */
    @Override
    public String toString() {
      return url == null
          ? "Server[command=" + arguments().getFirst() + " …]"
          : "Server[url=" + url.getScheme() + "://" + url.getAuthority() + "…]";
    }
  }

  public McpSettings {
    servers = servers == null ? Map.of() : Map.copyOf(servers);
    for (String name : servers.keySet()) {
      if (!McpTarget.names(name)) {
        throw new IllegalArgumentException(
            "the server's name " + name + " must be a letter a-z, then letters a-z and digits");
      }
    }
  }

  /** The same with the secrets themselves, where these settings only name them. */
  public McpSettings resolved(UnaryOperator<String> secrets) {
    Map<String, Server> resolved = new LinkedHashMap<>();
    named().forEach((name, server) -> resolved.put(name, server.resolved(secrets)));
    return new McpSettings(resolved);
  }

  Map<String, Server> named() {
    return servers == null ? Map.of() : servers;
  }
}
