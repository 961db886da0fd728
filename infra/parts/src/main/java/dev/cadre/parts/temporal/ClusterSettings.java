package dev.cadre.parts.temporal;

import dev.cadre.parts.postgres.PostgresAccess;
import dev.cadre.parts.process.Ports;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Of one cluster of a single process: the four services of Temporal's server, on loopback.
 *
 * @param folder gets the configuration; nobody else may read it
 * @param postgres holds the cluster's databases
 * @param password of the cluster's role there
 * @param frontend port of gRPC for clients
 * @param http port of the same over HTTP
 * @param inner further ports: one for each service's membership, one for each inner service's gRPC
 */
public record ClusterSettings(
    Path folder,
    PostgresAccess postgres,
    String password,
    int frontend,
    int http,
    List<Integer> inner) {

  /** The role that owns the cluster's databases. */
  static final String ROLE = "temporal";

  static final String STORE = "temporal";
  static final String VISIBILITY = "temporal_visibility";

  private static final int INNER_PORTS = 7;

  public ClusterSettings {
    inner = List.copyOf(inner);
    if (inner.size() != INNER_PORTS) {
      throw new IllegalArgumentException("a cluster needs " + INNER_PORTS + " inner ports");
    }
  }

  /** On free ports. */
  public static ClusterSettings onFreePorts(Path folder, PostgresAccess postgres, String password) {
    // The services store their ports as smallint, which these fit.
    List<Integer> ports = Stream.generate(Ports::free).limit(INNER_PORTS + 2).toList();
    return new ClusterSettings(
        folder.toAbsolutePath().normalize(),
        postgres,
        password,
        ports.get(0),
        ports.get(1),
        ports.subList(2, ports.size()));
  }

  /** {@code host:port} for clients. */
  public String target() {
    return TemporalSettings.LOOPBACK + ":" + frontend;
  }

  /** The file that Temporal calls dynamic configuration. */
  String dynamic() {
    return new TreeMap<>(TemporalSettings.DYNAMIC)
        .entrySet().stream()
            .map(entry -> entry.getKey() + ": [{value: " + entry.getValue() + "}]\n")
            .collect(Collectors.joining());
  }

  /** The server's configuration. */
  String yaml() {
    return """
    log: {stdout: true, level: warn}
    persistence:
      defaultStore: store
      visibilityStore: visibility
      numHistoryShards: 8
      datastores:
        store: {sql: %s}
        visibility: {sql: %s}
    global:
      membership: {maxJoinDuration: 30s, broadcastAddress: 127.0.0.1}
    services:
      frontend: {rpc: {grpcPort: %d, membershipPort: %d, bindOnLocalHost: true, httpPort: %d}}
      matching: {rpc: {grpcPort: %d, membershipPort: %d, bindOnLocalHost: true}}
      history: {rpc: {grpcPort: %d, membershipPort: %d, bindOnLocalHost: true}}
      worker: {rpc: {grpcPort: %d, membershipPort: %d, bindOnLocalHost: true}}
    clusterMetadata:
      enableGlobalNamespace: false
      failoverVersionIncrement: 10
      masterClusterName: active
      currentClusterName: active
      clusterInformation:
        active:
          enabled: true
          initialFailoverVersion: 1
          rpcName: frontend
          rpcAddress: "127.0.0.1:%d"
          httpAddress: "127.0.0.1:%d"
    dcRedirectionPolicy: {policy: noop}
    dynamicConfigClient: {filepath: "%s", pollInterval: 60s}
    """
        .formatted(
            sql(STORE, 40),
            sql(VISIBILITY, 10),
            frontend,
            inner.get(0),
            http,
            inner.get(1),
            inner.get(2),
            inner.get(3),
            inner.get(4),
            inner.get(5),
            inner.get(6),
            frontend,
            http,
            dynamicFile());
  }

  private String sql(String database, int connections) {
    return """
    {pluginName: postgres12, databaseName: %s, connectAddr: "%s:%d", connectProtocol: tcp, \
    user: %s, password: "%s", maxConns: %d, maxIdleConns: %d, maxConnLifetime: 1h}\
    """
        .formatted(
            database,
            TemporalSettings.LOOPBACK,
            postgres.port(),
            ROLE,
            password,
            connections,
            connections);
  }

  Path configFolder() {
    return folder.resolve("config");
  }

  Path configFile() {
    return configFolder().resolve("cluster.yaml");
  }

  Path dynamicFile() {
    return configFolder().resolve("dynamic.yaml");
  }

  /** What the tool that makes the databases is told. */
  Map<String, String> toolEnvironment() {
    return Map.of(
        "SQL_PLUGIN",
        "postgres12",
        "SQL_HOST",
        TemporalSettings.LOOPBACK,
        "SQL_PORT",
        Integer.toString(postgres.port()),
        "SQL_USER",
        ROLE,
        "SQL_PASSWORD",
        password);
  }
}
