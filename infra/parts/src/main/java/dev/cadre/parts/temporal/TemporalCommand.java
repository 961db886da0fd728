package dev.cadre.parts.temporal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the dev server is run. */
public sealed interface TemporalCommand {

  /** The words that start it in the foreground. */
  List<String> start(TemporalSettings settings);

  /** A program of this machine. */
  record Program(Path file) implements TemporalCommand {
    @Override
    public List<String> start(TemporalSettings settings) {
      List<String> words = new ArrayList<>(List.of(file.toString()));
      words.addAll(
          TemporalBinary.startDev(
              settings, TemporalSettings.LOOPBACK, settings.database().toString()));
      return words;
    }
  }

  /** An image, run by a container engine; its ports are published on loopback only. */
  record Container(String engine, String image) implements TemporalCommand {
    @Override
    public List<String> start(TemporalSettings settings) {
      Path folder = settings.database().toAbsolutePath().normalize().getParent();
      String name = settings.database().getFileName().toString();
      List<String> words =
          new ArrayList<>(List.of(engine, "run", "--rm", "--init", "--user", "0:0"));
      for (int port : new int[] {settings.port(), settings.uiPort()}) {
        words.addAll(List.of("-p", TemporalSettings.LOOPBACK + ":" + port + ":" + port));
      }
      words.addAll(List.of("-v", folder + ":/state", "--entrypoint", "temporal", image));
      words.addAll(TemporalBinary.startDev(settings, "0.0.0.0", "/state/" + name));
      return words;
    }
  }
}
