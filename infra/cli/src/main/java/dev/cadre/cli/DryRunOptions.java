package dev.cadre.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What the world is said to answer to a plan that is tried. */
final class DryRunOptions {

  @Option(
      names = "--output",
      paramLabel = "STEP=JSON",
      description = "What each call of a step answers; a text needs no quotes.")
  private List<String> outputs = new ArrayList<>();

  @Option(
      names = "--item",
      paramLabel = "STEP=JSON",
      description = "What its next call answers; one for each item or turn.")
  private List<String> items = new ArrayList<>();

  @Option(
      names = "--fail",
      paramLabel = "STEP=REASON",
      description = "The failure category with which a step fails, such as TIMEOUT.")
  private List<String> failures = new ArrayList<>();

  @Option(
      names = "--decide",
      paramLabel = "GATE=GO|REJECT",
      description = "How a gate is decided; by default GO.")
  private List<String> decisions = new ArrayList<>();

  @Option(names = "--signal", paramLabel = "NAME=JSON", description = "The payload of a signal.")
  private List<String> signals = new ArrayList<>();

  DryRunBody body() throws IOException {
    return new DryRunBody()
        .with("outputs", outputs)
        .withLists("items", items)
        .with("failures", failures)
        .with("decisions", decisions)
        .with("signals", signals);
  }
}
