package dev.cadre.parts.process;

/** Says what a long step is doing. */
@FunctionalInterface
public interface Progress {

  /** Says nothing. */
  Progress SILENT = line -> {};

  /** One line for a person. */
  void say(String line);
}
