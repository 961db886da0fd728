package dev.cadre.bench.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Processor time that processes have used so far, in seconds. Other than the clock it says little
 * of what else the machine does.
 */
public final class ProcessorTime {

  private static final double NANOS = 1e9;

  private ProcessorTime() {}

  /** Of one process with all its threads. */
  static double of(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / NANOS;
  }

  /** Of a process and those that it started and that still live; each of a single thread. */
  static double ofFamily(ProcessHandle parent) {
    return Stream.concat(Stream.of(parent), parent.descendants())
        .mapToDouble(ProcessorTime::single)
        .sum();
  }

  /** Finer than the ticks of which a family of many would lose one each. */
  private static double single(ProcessHandle process) {
    try {
      String line = Files.readString(Path.of("/proc", Long.toString(process.pid()), "schedstat"));
      return Long.parseLong(line.substring(0, line.indexOf(' '))) / NANOS;
    } catch (IOException e) {
      return 0;
    }
  }

  /** What was used between two readings, by the same names. */
  public static Map<String, Double> between(Map<String, Double> before, Map<String, Double> after) {
    Map<String, Double> used = new LinkedHashMap<>();
    after.forEach((part, seconds) -> used.put(part, seconds - before.getOrDefault(part, 0.0)));
    return used;
  }
}
