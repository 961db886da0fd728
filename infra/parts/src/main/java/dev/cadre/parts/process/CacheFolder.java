package dev.cadre.parts.process;

import java.nio.file.Path;
import java.util.Map;

/** The user's cache folder: built binaries and the model, shared by all clones. */
public final class CacheFolder {

  private CacheFolder() {}

  /** {@code $XDG_CACHE_HOME/cadre}, or {@code ~/.cache/cadre}. It need not exist. */
  public static Path of(Map<String, String> environment) {
    String xdg = environment.get("XDG_CACHE_HOME");
    Path base =
        xdg != null && !xdg.isBlank() && Path.of(xdg).isAbsolute()
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home"), ".cache");
    return base.resolve("cadre");
  }

  /** That of this process. */
  public static Path ofUser() {
    return of(System.getenv());
  }
}
