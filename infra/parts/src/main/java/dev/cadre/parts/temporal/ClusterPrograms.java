package dev.cadre.parts.temporal;

import dev.cadre.parts.process.PartFailure;
import dev.cadre.parts.process.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Temporal's own server as production runs it, and the tool that makes its databases.
 *
 * @param server the server
 * @param sql the tool
 */
public record ClusterPrograms(Path server, Path sql) {

  private static final String VERSION = "1.29.1";
  private static final String MODULE = "go.temporal.io/server/cmd/";

  /**
   * From the cache folder, into which Go builds them at the first use.
   *
   * @param cache the user's cache folder
   * @param environment for PATH
   */
  public static ClusterPrograms in(Path cache, Map<String, String> environment, Progress progress) {
    var install =
        new GoInstall(
            cache.resolve("temporal-server-" + VERSION),
            List.of(MODULE + "server@v" + VERSION, MODULE + "tools/sql@v" + VERSION),
            "Temporal's server for PostgreSQL",
            progress);
    if (install.built("server").isEmpty() || install.built("sql").isEmpty()) {
      install.run(
          GoInstall.onPath(environment, "go")
              .orElseThrow(() ->
                  new PartFailure(
                      "There is no Go to build Temporal's server for PostgreSQL.",
                      "Install it (apt-get install golang-go).")));
    }
    return new ClusterPrograms(
        install.built("server").orElseThrow(), install.built("sql").orElseThrow());
  }
}
