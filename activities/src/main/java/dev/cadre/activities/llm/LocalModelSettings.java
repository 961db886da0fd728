package dev.cadre.activities.llm;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code cadre.model}: the embedded model.
 *
 * @param path a GGUF file with the weights; null means that there is no embedded model
 */
@ConfigurationProperties(prefix = "cadre.model", ignoreUnknownFields = false)
public record LocalModelSettings(@Nullable Path path) {}
