package dev.cadre.bench;

import dev.cadre.bench.cases.BenchCase;
import dev.cadre.bench.cases.Cases;
import dev.cadre.bench.cases.Field;
import dev.cadre.bench.cases.Sizes;
import dev.cadre.bench.plan.Mode;
import dev.cadre.bench.report.Figure;
import dev.cadre.bench.report.Report;
import dev.cadre.bench.runtime.BenchStack;
import dev.cadre.bench.side.BareSide;
import dev.cadre.bench.side.CadreSide;
import dev.cadre.parts.process.PartFailure;
import dev.cadre.parts.process.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The program behind {@code ./cadre bench}. */
@Command(
    name = "bench",
    description = "Measure Cadre beside bare Temporal, on processes of their own.",
    mixinStandardHelpOptions = true)
public final class Bench implements Callable<Integer> {

  @Parameters(
      arity = "0..*",
      paramLabel = "case",
      description = "Which cases; all without one. See docs/benchmark.md.")
  private List<String> wanted = List.of();

  @Option(names = "--mode", split = ",", description = "visible, inline; both by default.")
  private List<Mode> modes = List.of(Mode.values());

  @Option(names = "--pairs", description = "Runs of each side; ${DEFAULT-VALUE}.")
  private int pairs = Sizes.FULL.pairs();

  @Option(names = "--burst-pairs", description = "Runs of each side's burst; ${DEFAULT-VALUE}.")
  private int burstPairs = Sizes.FULL.burstPairs();

  @Option(names = "--burst", description = "Plans in a burst; ${DEFAULT-VALUE}.")
  private int burst = Sizes.FULL.burst();

  @Option(names = "--waiting", split = ",", description = "Plans at a gate, two counts.")
  private List<Integer> waiting = Sizes.FULL.waiting();

  @Option(names = "--steps", split = ",", description = "Lengths of sequences, four counts.")
  private List<Integer> steps = Sizes.FULL.steps();

  @Option(names = "--warm-up", description = "Plans before each mode; ${DEFAULT-VALUE}.")
  private int warmUp = Sizes.FULL.warmUp();

  @Option(names = "--json", description = "A file that gets every sample.")
  private @Nullable Path json;

  @Option(names = "--hold", description = "Leave all running at the end, till Ctrl-C, for a look.")
  private boolean hold;

  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

  /** Exits with 0 when everything could be measured, whatever the figures. */
  public static void main(String[] words) {
    CommandLine line =
        new CommandLine(new Bench())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler((failure, command, _) -> {
              if (failure instanceof PartFailure part) {
                command.getErr().println(part.reason() + "\n" + part.remedy());
              } else {
                failure.printStackTrace(command.getErr());
              }
              return 1;
            });
    System.exit(line.execute(words));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Sizes sizes = new Sizes(pairs, burstPairs, burst, waiting, steps, warmUp);
    List<BenchCase> cases = chosen();
    Instant begun = Instant.now();
    Progress progress =
        line ->
            out.println(
                "%5d s  %s"
                    .formatted(java.time.Duration.between(begun, Instant.now()).toSeconds(), line));
    Path project = Path.of(System.getProperty("cadre.home", "")).toAbsolutePath().normalize();
    try (BenchStack stack = BenchStack.start(project, progress);
        BareSide.Shared shared = new BareSide.Shared(stack)) {
      Field field =
          new Field(
              stack,
              new CadreSide(stack),
              new BareSide(shared, true),
              new BareSide(shared, false),
              sizes,
              progress);
      Report report = new Report(about(sizes, begun), measure(field, cases));
      out.println();
      out.println(report.text());
      if (json != null) {
        Files.writeString(json, report.json());
      }
      if (hold) {
        out.println(stack.addresses());
        new CountDownLatch(1).await();
      }
    }
    return 0;
  }

  private List<BenchCase> chosen() {
    List<String> known = Cases.all().stream().map(BenchCase::name).toList();
    for (String name : wanted) {
      if (!known.contains(name)) {
        throw new PartFailure(
            "There is no case " + name + ".", "There are: " + String.join(", ", known) + ".");
      }
    }
    return Cases.all().stream()
        .filter(each -> wanted.isEmpty() || wanted.contains(each.name()))
        .toList();
  }

  private List<Figure> measure(Field field, List<BenchCase> cases) throws InterruptedException {
    List<Figure> figures = new ArrayList<>();
    field.cadre().awaitOpen();
    for (Mode mode : modes) {
      field.warmUp(mode);
      for (BenchCase each : cases) {
        if (!each.hasModes() && mode != modes.getFirst()) {
          continue;
        }
        field.progress().say("measuring " + each.name() + ", " + mode.word());
        var lacks = each.plans().flatMap(shape -> field.cadre().lacks(shape, mode));
        List<Figure> measured =
            lacks.isPresent()
                ? List.of(Figure.missing(each.name(), mode, "not available: " + lacks.get()))
                : each.run(field, mode);
        figures.addAll(measured);
        out.print(new Report(Map.of(), measured).text());
        out.flush();
      }
    }
    return figures;
  }

  private static Map<String, Object> about(Sizes sizes, Instant begun) {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("begun", begun.toString());
    about.put("processors", Runtime.getRuntime().availableProcessors());
    about.put("java", Runtime.version().toString());
    about.put("sizes", sizes);
    return about;
  }
}
