package dev.cadre.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Our own jars, copied: a build under a running supervisor must not take its classes away. */
final class LauncherJars {

  private final StateFolder state;

  LauncherJars(StateFolder state) {
    this.state = state;
  }

  /** The class path with each jar of the project replaced by its copy. */
  String keep(String classPath) throws IOException {
    Path folder = state.root().resolve("apps/launcher");
    Files.createDirectories(folder);
    List<String> kept = new ArrayList<>();
    for (String entry : classPath.split(Pattern.quote(File.pathSeparator), -1)) {
      Path path = Path.of(entry).toAbsolutePath();
      if (path.startsWith(state.home()) && Files.isRegularFile(path)) {
        Path copy = folder.resolve(path.getFileName());
        Path half = folder.resolve(path.getFileName() + ".half");
        Files.copy(path, half, StandardCopyOption.REPLACE_EXISTING);
        Files.move(half, copy, StandardCopyOption.ATOMIC_MOVE);
        kept.add(copy.toString());
      } else {
        kept.add(entry);
      }
    }
    return String.join(File.pathSeparator, kept);
  }
}
