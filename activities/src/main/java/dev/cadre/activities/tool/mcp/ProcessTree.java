package dev.cadre.activities.tool.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A process and all that it started, which is known by its descent, and on Linux also by a mark in
 * its environment: what lost its parent has no descent any more.
 */
final class ProcessTree {

  /** The variable that holds the mark. */
  static final String VARIABLE = "CADRE_MCP_PROCESS";

  private static final long LEAVES_BY_ITSELF_MILLIS = 300;
  private static final long LEAVES_WHEN_TOLD_MILLIS = 500;
  private static final int ROUNDS = 20;
  private static final int ENVIRONMENT_LIMIT = 1024 * 1024;

  private final String mark = UUID.randomUUID().toString();

  String mark() {
    return mark;
  }

  /**
   * Waits a moment, asks, then kills; returns when none is left. Its standard input should be
   * closed by then.
   */
  void end(Process process) throws InterruptedException {
    if (!process.waitFor(LEAVES_BY_ITSELF_MILLIS, TimeUnit.MILLISECONDS)) {
      Set<ProcessHandle> told = family(process);
      told.forEach(ProcessHandle::destroy);
      boolean _ = process.waitFor(LEAVES_WHEN_TOLD_MILLIS, TimeUnit.MILLISECONDS);
      told.forEach(ProcessHandle::destroyForcibly);
    }
    // Again and again: one may have started another between the look and the kill.
    for (int round = 0; round < ROUNDS; round++) {
      Set<ProcessHandle> left = family(process);
      if (left.isEmpty()) {
        return;
      }
      left.forEach(ProcessHandle::destroyForcibly);
      Thread.sleep(10);
    }
  }

  private Set<ProcessHandle> family(Process process) {
    Set<ProcessHandle> family = new LinkedHashSet<>();
    family.add(process.toHandle());
    process.descendants().forEach(family::add);
    ProcessHandle.allProcesses().filter(this::marked).forEach(family::add);
    family.removeIf(handle -> !handle.isAlive());
    return family;
  }

  private boolean marked(ProcessHandle process) {
    Path environment = Path.of("/proc", String.valueOf(process.pid()), "environ");
    try (InputStream in = Files.newInputStream(environment)) {
      byte[] bytes = in.readNBytes(ENVIRONMENT_LIMIT);
      return new String(bytes, StandardCharsets.ISO_8859_1).contains(VARIABLE + "=" + mark);
    } catch (IOException e) {
      // Gone, another user's, or not on Linux.
      return false;
    }
  }
}
