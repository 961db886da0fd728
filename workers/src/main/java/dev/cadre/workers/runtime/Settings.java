package dev.cadre.workers.runtime;

import dev.cadre.activities.llm.LocalModelSettings;
import dev.cadre.activities.llm.ProviderSettings;
import dev.cadre.activities.tool.HttpToolSettings;
import dev.cadre.activities.tool.mcp.McpSettings;
import dev.cadre.activities.tool.ocr.OcrSettings;
import dev.cadre.activities.tool.query.QuerySettings;
import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.runtime.BoundSettings;
import dev.cadre.stores.runtime.StoreSetup;
import dev.cadre.stores.tenant.ModelAddresses;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * The worker's own settings, and those that it shares with the API; a key that none of them knows
 * fails the start.
 */
@Configuration(proxyBeanMethods = false)
@Import(StoreSetup.class)
class Settings {

  @Bean
  WorkerSettings workerSettings(Environment environment) {
    return BoundSettings.bind(environment, "cadre.worker", WorkerSettings.class);
  }

  @Bean
  ProviderSettings providerSettings(Environment environment) {
    return BoundSettings.bind(environment, "cadre.providers", ProviderSettings.class);
  }

  @Bean
  LocalModelSettings localModelSettings(Environment environment) {
    return BoundSettings.bind(environment, "cadre.model", LocalModelSettings.class);
  }

  @Bean
  ModelAddresses modelAddresses(Environment environment) {
    return BoundSettings.bind(environment, "cadre.models", ModelAddresses.class);
  }

  @Bean
  HttpToolSettings httpToolSettings(Environment environment) {
    return BoundSettings.bind(environment, "cadre.tools.http", HttpToolSettings.class);
  }

  @Bean
  McpSettings mcpSettings(Environment environment) {
    return BoundSettings.bind(environment, "cadre.tools.mcp", McpSettings.class);
  }

  @Bean
  QuerySettings querySettings(Environment environment) {
    return BoundSettings.bind(environment, "cadre.tools.db", QuerySettings.class);
  }

  @Bean
  OcrSettings ocrSettings(Environment environment) {
    return BoundSettings.bind(environment, "cadre.tools.ocr", OcrSettings.class);
  }

  @Bean
  CooldownSettings cooldownSettings(Environment environment) {
    boolean enabled = environment.getProperty("cadre.cooldown.enabled", Boolean.class, true);
    return new CooldownSettings(enabled);
  }
}
