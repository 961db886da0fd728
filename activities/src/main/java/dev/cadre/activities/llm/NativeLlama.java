package dev.cadre.activities.llm;

import de.kherud.llama.LlamaModel;
import de.kherud.llama.args.LogFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** llama.cpp's library in this process: loaded once, from a folder of its own, quiet. */
final class NativeLlama {

  private static final Logger LOG = LoggerFactory.getLogger(NativeLlama.class);
  private static final String LIBRARY_PATH = "de.kherud.llama.lib.path";
  private static final String SCRATCH_PATH = "de.kherud.llama.tmpdir";

  private NativeLlama() {}

  /** Whether the library is there and could be loaded; says in the log why not. */
  static synchronized boolean load() {
    try {
      if (System.getProperty(LIBRARY_PATH) == null) {
        Path folder = unpacked();
        if (folder != null) {
          System.setProperty(LIBRARY_PATH, folder.toString());
          // The loader clears files named llama* out of this one; never let it be the shared /tmp.
          System.setProperty(SCRATCH_PATH, folder.toString());
        }
      }
      LlamaModel.setLogger(LogFormat.TEXT, (level, text) -> LOG.trace("{} {}", level, text));
      return true;
    } catch (IOException | LinkageError e) {
      LOG.warn(
          "No embedded model: llama.cpp's library does not load, on Debian it needs libgomp1 ({})",
          e.getMessage());
      return false;
    }
  }

  /** The folder that holds the library, outside of the shared temp folder; null if unknown here. */
  private static @Nullable Path unpacked() throws IOException {
    String name = System.mapLibraryName("jllama");
    String resource = platform() + "/" + name;
    try (InputStream library = LlamaModel.class.getResourceAsStream(resource)) {
      if (library == null) {
        return null;
      }
      Path folder =
          Path.of(System.getProperty("user.home"), ".cache", "cadre", "llama-4.2.0", platform());
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, name, ".part");
      Files.copy(library, part, StandardCopyOption.REPLACE_EXISTING);
      // One step, so that a process that starts at the same time sees a whole library.
      Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      return folder;
    }
  }

  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return (os.contains("mac") ? "Mac" : os.contains("win") ? "Windows" : "Linux")
        + "/"
        + (arch.equals("amd64") ? "x86_64" : arch);
  }
}
