package dev.cadre.workflows.simulation;

import io.temporal.testing.TestWorkflowEnvironment;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What holds the in-memory server's time, read from its insides: nothing else says so. */
final class ServerClock {

  /** Of the locks, which are given and taken back in the order of these lines. */
  private static final int LAST = 40;

  private ServerClock() {}

  /** The locks of the time that nobody has given back, and what waits for a time. */
  static String described(TestWorkflowEnvironment environment) {
    try {
      Object timer = field(field(environment, "service"), "selfAdvancingTimer");
      StringBuilder locks = new StringBuilder();
      Method told = timer.getClass().getMethod("getDiagnostics", StringBuilder.class);
      told.setAccessible(true);
      told.invoke(timer, locks);
      List<String> all = locks.toString().lines().toList();
      List<String> lines = new ArrayList<>(all.subList(Math.max(0, all.size() - LAST), all.size()));
      lines.add(
          "locked " + field(timer, "lockCount") + " times at " + field(timer, "currentTimeMs"));
      for (Object task : List.copyOf((Collection<?>) field(timer, "tasks"))) {
        if (!(boolean) field(task, "canceled")) {
          lines.add("due " + field(task, "executionTime") + " " + field(task, "taskInfo"));
        }
      }
      return String.join("\n", lines);
    } catch (ReflectiveOperationException e) {
      return "the server does not say: " + e;
    }
  }

  private static Object field(Object object, String name) throws ReflectiveOperationException {
    Field field = object.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(object);
  }
}
