package dev.cadre.parts.postgres;

import dev.cadre.parts.process.FileTree;
import dev.cadre.parts.process.PartFailure;
import dev.cadre.parts.process.Progress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The programs of PostgreSQL, unpacked once into a folder that all clones share. */
public final class PostgresBinaries {

  private PostgresBinaries() {}

  /**
   * The folder that holds {@code bin/postgres}; unpacked if it is not there. Safe when several
   * processes do it at once: each unpacks beside it, the first rename wins.
   */
  public static Path in(Path cache, Progress progress) {
    String machine = machine();
    Path home = cache.resolve("postgres-" + version() + "-" + machine);
    if (Files.isDirectory(home)) {
      return home;
    }
    try {
      Files.createDirectories(cache);
      progress.say("unpacking PostgreSQL " + version() + " into " + home);
      Path unpacked = Files.createTempDirectory(cache, "postgres-unpacking-");
      unpack("/postgres-linux-" + machine + ".txz", unpacked);
      Files.setPosixFilePermissions(unpacked, PosixFilePermissions.fromString("rwxr-xr-x"));
      settle(unpacked, home);
      return home;
    } catch (IOException e) {
      throw new PartFailure(
          "PostgreSQL could not be unpacked into " + cache + ": " + e.getMessage(),
          "Make room there (60 MB), or set XDG_CACHE_HOME to a folder that can be written.",
          e);
    }
  }

  private static void settle(Path unpacked, Path home) throws IOException {
    try {
      Files.move(unpacked, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.isDirectory(home)) {
        throw e;
      }
      FileTree.delete(unpacked);
    }
  }

  private static String version() {
    try (InputStream in = PostgresBinaries.class.getResourceAsStream("binaries.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String machine() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    if (os.contains("linux") && (machine.equals("amd64") || machine.equals("x86_64"))) {
      return "x86_64";
    }
    if (os.contains("linux") && machine.equals("aarch64")) {
      return "arm_64";
    }
    throw new PartFailure(
        "There are no PostgreSQL programs for " + os + " on " + machine + " here.",
        "Give an outside PostgreSQL 15 or newer by CADRE_POSTGRES_URL.");
  }

  private static void unpack(String resource, Path folder) throws IOException {
    try (InputStream raw = PostgresBinaries.class.getResourceAsStream(resource)) {
      if (raw == null) {
        throw new IOException("the jar of PostgreSQL's programs lacks " + resource);
      }
      try (TarArchiveInputStream tar =
          new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(raw)))) {
        for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
          unpackOne(tar, e, folder);
        }
      }
    }
  }

  private static void unpackOne(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder)
      throws IOException {
    Path target = folder.resolve(entry.getName()).normalize();
    if (!target.startsWith(folder)) {
      throw new IOException("entry outside of the folder: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.createLink(target, folder.resolve(entry.getLinkName()));
    } else {
      Files.copy(tar, target, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(target, permissions((entry.getMode() & 0100) != 0));
    }
  }

  private static Set<PosixFilePermission> permissions(boolean executable) {
    return executable
        ? PosixFilePermissions.fromString("rwxr-xr-x")
        : EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.OTHERS_READ);
  }
}
