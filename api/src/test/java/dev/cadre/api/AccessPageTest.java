package dev.cadre.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.access.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that says who may do what says what the code does. */
class AccessPageTest {

  @Test
  void namesTheRolesOfEachPermission() throws IOException {
    String page = Files.readString(Path.of("../docs/access.md"));
    for (Permission permission : Permission.values()) {
      String roles =
          Stream.of(Role.values())
              .filter(role -> role.permissions().contains(permission))
              .map(Role::wire)
              .collect(Collectors.joining(", "));
      assertThat(page.lines().filter(line -> line.startsWith("| `" + permission.wire() + "` |")))
          .as(permission.wire())
          .singleElement()
          .asString()
          .endsWith("| " + roles + " |");
    }
  }
}
