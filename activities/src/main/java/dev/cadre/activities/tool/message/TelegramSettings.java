package dev.cadre.activities.tool.message;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings {@code cadre.tools.telegram.*}.
 *
 * @param url of a Bot API server of one's own; null: Telegram's
 */
@ConfigurationProperties(prefix = "cadre.tools.telegram", ignoreUnknownFields = false)
public record TelegramSettings(@Nullable URI url) {

  public TelegramSettings {
    if (url != null && url.toString().isBlank()) {
      url = null;
    }
    if (url != null && url.getHost() == null) {
      throw new IllegalArgumentException("cadre.tools.telegram.url must be an address with a host");
    }
  }
}
