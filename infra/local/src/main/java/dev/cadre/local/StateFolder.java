package dev.cadre.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The project and its state.
 *
 * @param home the project's folder
 */
record StateFolder(Path home) {

  StateFolder {
    home = home.toAbsolutePath().normalize();
  }

  /** From the property {@code cadre.home}, which {@code ./cadre} gives; else the current folder. */
  static StateFolder here() {
    return new StateFolder(Path.of(System.getProperty("cadre.home", "")));
  }

  Path root() {
    return home.resolve(".cadre");
  }

  Path run() {
    return root().resolve("run");
  }

  Path logs() {
    return root().resolve("log");
  }

  Path log(String part) {
    return logs().resolve(part + ".log");
  }

  Path keys() {
    return root().resolve("keys");
  }

  Path tokens() {
    return root().resolve("tokens");
  }

  Path settings() {
    return root().resolve("cadre.properties");
  }

  /** Where a running stack's ports stand. */
  Path running() {
    return run().resolve("running.properties");
  }

  /** What a running stack was started with. */
  SettingsMarks marks() {
    return new SettingsMarks(run().resolve("settings.marks"));
  }

  /** Of its owner alone: logs and databases are nobody else's. */
  void create() throws IOException {
    Files.createDirectories(root());
    if (Files.getFileStore(root()).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(root(), PosixFilePermissions.fromString("rwx------"));
    }
    for (Path folder : new Path[] {run(), logs(), keys(), tokens()}) {
      Files.createDirectories(folder);
    }
  }
}
