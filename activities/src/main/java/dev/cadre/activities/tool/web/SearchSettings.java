package dev.cadre.activities.tool.web;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings {@code cadre.tools.search.*}.
 *
 * @param url of a SearXNG for tenants that have none of their own; it may be on a private network
 */
@ConfigurationProperties(prefix = "cadre.tools.search", ignoreUnknownFields = false)
public record SearchSettings(@Nullable URI url) {

  public SearchSettings {
    if (url != null && url.toString().isBlank()) {
      url = null;
    }
    if (url != null && url.getHost() == null) {
      throw new IllegalArgumentException("cadre.tools.search.url must be an address with a host");
    }
  }
}
