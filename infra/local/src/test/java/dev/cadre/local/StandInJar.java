package dev.cadre.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Stand-ins as jars that {@code java -jar} runs. */
final class StandInJar {

  private StandInJar() {}

  /** {@link StandIn}. */
  static Path write(Path file) throws IOException {
    write(file, StandIn.class, new Manifest());
    return file;
  }

  /** One that takes itself for a Spring Boot jar, with a note of this build. */
  static void writeBoot(Path file, String note) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putValue("Start-Class", "Start");
    manifest.getEntries().put(note, new Attributes());
    write(file, StandInTools.class, manifest);
  }

  private static void write(Path file, Class<?> main, Manifest manifest) throws IOException {
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main.getName());
    String entry = main.getName().replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest);
        InputStream in = main.getClassLoader().getResourceAsStream(entry)) {
      jar.putNextEntry(new JarEntry(entry));
      in.transferTo(jar);
      jar.closeEntry();
    }
  }
}
