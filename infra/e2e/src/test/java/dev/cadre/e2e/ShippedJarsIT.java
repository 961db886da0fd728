package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import org.junit.jupiter.api.Test;

/** What is built for tests stays out of what ships. */
class ShippedJarsIT {

  private static final List<String> TESTING =
      List.of("dev/cadre/failpoints/", "dev/cadre/testkit/", "dev/cadre/e2e/");

  @Test
  void theProgramsThatShipHaveNoFailPoints() throws IOException {
    assertThat(testing("api")).isEmpty();
    assertThat(testing("workers")).isEmpty();
  }

  /** So the look above can find what it looks for. */
  @Test
  void theWorkerOfTheTestsHasThem() throws IOException {
    assertThat(testing("infra/failpoints")).isNotEmpty();
  }

  /** The classes for tests in a program's jar and in the jars inside it. */
  private static List<String> testing(String module) throws IOException {
    List<String> found = new ArrayList<>();
    try (JarFile jar = new JarFile(StackSettings.jar(Stack.project(), module).toFile())) {
      for (JarEntry entry : jar.stream().toList()) {
        note(entry.getName(), found);
        if (entry.getName().endsWith(".jar") && entry.getName().contains("cadre-")) {
          try (JarInputStream inside = new JarInputStream(jar.getInputStream(entry))) {
            for (JarEntry nested = inside.getNextJarEntry();
                nested != null;
                nested = inside.getNextJarEntry()) {
              note(nested.getName(), found);
            }
          }
        }
      }
    }
    return found;
  }

  private static void note(String name, List<String> found) {
    if (name.endsWith(".class") && TESTING.stream().anyMatch(name::contains)) {
      found.add(name);
    }
  }
}
