package dev.cadre.activities.tool.message;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings {@code cadre.tools.mail.*}.
 *
 * @param allow mail servers such as {@code mail.internal:25} that may be on a private network, and
 *     without encryption
 */
@ConfigurationProperties(prefix = "cadre.tools.mail", ignoreUnknownFields = false)
public record MailSettings(@Nullable Set<String> allow) {

  public MailSettings {
    allow =
        allow == null
            ? Set.of()
            : allow.stream()
                .map(one -> one.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
  }

  boolean allows(String host, int port) {
    return allow != null && allow.contains(host.toLowerCase(Locale.ROOT) + ":" + port);
  }
}
