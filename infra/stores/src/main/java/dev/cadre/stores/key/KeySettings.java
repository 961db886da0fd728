package dev.cadre.stores.key;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The tenants' keys ({@code cadre.keys.*}).
 *
 * @param masterFile 32 bytes, which the launcher makes; needed where there is no Vault
 * @param rotateAfter the age at which a tenant's key gets a new version: 90 days by default
 */
public record KeySettings(
    @Nullable Path masterFile, @DefaultValue(KeySettings.ROTATE_AFTER) Duration rotateAfter) {

  static final String ROTATE_AFTER = "P90D";

  private static final Duration SHORTEST = Duration.ofDays(1);

  public KeySettings {
    if (rotateAfter.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "cadre.keys.rotate-after is a day or longer, such as P90D, not " + rotateAfter);
    }
  }
}
