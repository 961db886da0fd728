package dev.cadre.activities.tool;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings {@code cadre.tools.rag.*}.
 *
 * @param directory where the worker keeps its indexes: vectors and ids, never text; what is in it
 *     can be deleted while the worker is down
 * @param open how many indexes are open at once
 */
@ConfigurationProperties(prefix = "cadre.tools.rag", ignoreUnknownFields = false)
public record RagToolSettings(@Nullable Path directory, @Nullable Integer open) {

  private static final Path DIRECTORY = Path.of(".cadre", "rag");
  private static final int OPEN = 32;

  public RagToolSettings {
    if (open != null && open < 1) {
      throw new IllegalArgumentException("cadre.tools.rag.open must be at least 1");
    }
  }

  Path folder() {
    return Objects.requireNonNullElse(directory, DIRECTORY).toAbsolutePath();
  }

  int mostOpen() {
    return Objects.requireNonNullElse(open, OPEN);
  }
}
