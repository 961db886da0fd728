package dev.cadre.activities.tool.query;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings {@code cadre.tools.db.*}.
 *
 * @param connections the databases that tools may read, by the name that a tool's configuration
 *     gives
 */
@ConfigurationProperties(prefix = "cadre.tools.db", ignoreUnknownFields = false)
public record QuerySettings(Map<String, Connection> connections) {

  public QuerySettings(@Nullable Map<String, Connection> connections) {
    this.connections = connections == null ? Map.of() : Map.copyOf(connections);
  }

  /**
   * One database.
   *
   * @param url {@code r2dbc:postgresql://host:port/database}, with {@code ?sslMode=} and {@code
   *     sslRootCert=} at will
   * @param user a role that reads and can do nothing else
   * @param password shown nowhere; {@code vault:<path>#<field>} names one in Vault
   */
  public record Connection(String url, String user, @Nullable String password) {

    public Connection {
      DatabaseUrl.of(String.valueOf(url));
      if (user == null || user.isBlank()) {
        throw new IllegalArgumentException("a connection of cadre.tools.db needs a user");
      }
    }

    private Connection resolved(UnaryOperator<String> secrets) {
      return password == null ? this : new Connection(url, user, secrets.apply(password));
    }

    @Override
    public String toString() {
      return "Connection[" + url + ", " + user + "]";
    }
  }

  /** The same with the passwords themselves, where these settings only name them. */
  public QuerySettings resolved(UnaryOperator<String> secrets) {
    Map<String, Connection> resolved = new TreeMap<>();
    connections.forEach((name, connection) -> resolved.put(name, connection.resolved(secrets)));
    return new QuerySettings(resolved);
  }
}
