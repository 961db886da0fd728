package dev.cadre.workers.runtime;

import dev.cadre.activities.credential.CredentialActivities;
import dev.cadre.activities.tool.CredentialStore;
import dev.cadre.activities.tool.OAuthTokens;
import dev.cadre.activities.tool.ToolHttp;
import dev.cadre.activities.tool.message.MailServer;
import dev.cadre.activities.tool.message.MailSettings;
import dev.cadre.activities.tool.message.MailTool;
import dev.cadre.activities.tool.message.TelegramBot;
import dev.cadre.activities.tool.message.TelegramSettings;
import dev.cadre.activities.tool.message.TelegramTool;
import dev.cadre.activities.tool.web.FetchPageTool;
import dev.cadre.activities.tool.web.SearchSettings;
import dev.cadre.activities.tool.web.WebSearchTool;
import dev.cadre.stores.credential.TenantCredentials;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.BoundSettings;
import dev.cadre.stores.runtime.Postgres;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Credentials of tenants, the tools of the web and of messages that show them, and their tests. */
@Configuration(proxyBeanMethods = false)
class CredentialSetup {

  @Bean
  TenantCredentials tenantCredentials(Postgres postgres, ScopeKeys keys, Clock clock) {
    return new TenantCredentials(postgres, keys, clock);
  }

  @Bean
  CredentialStore credentialStore(TenantCredentials credentials) {
    return new CredentialStore(credentials);
  }

  @Bean
  OAuthTokens oauthTokens(ToolHttp http, Clock clock) {
    return new OAuthTokens(http, clock);
  }

  @Bean
  WebSearchTool webSearch(Environment environment, ToolHttp http, CredentialStore credentials) {
    return new WebSearchTool(
        BoundSettings.bind(environment, "cadre.tools.search", SearchSettings.class),
        http,
        credentials);
  }

  @Bean
  FetchPageTool fetchPage(ToolHttp http) {
    return new FetchPageTool(http);
  }

  @Bean
  TelegramBot telegramBot(Environment environment, ToolHttp http) {
    return new TelegramBot(
        BoundSettings.bind(environment, "cadre.tools.telegram", TelegramSettings.class), http);
  }

  @Bean
  TelegramTool telegram(TelegramBot bot, CredentialStore credentials) {
    return new TelegramTool(bot, credentials);
  }

  @Bean
  MailServer mailServer(Environment environment, ToolHttp http) {
    return new MailServer(
        BoundSettings.bind(environment, "cadre.tools.mail", MailSettings.class), http.clock());
  }

  @Bean
  MailTool mail(MailServer server, CredentialStore credentials) {
    return new MailTool(server, credentials);
  }

  @Bean
  CredentialActivities credentialActivities(
      TenantCredentials credentials,
      ToolHttp http,
      OAuthTokens tokens,
      TelegramBot bot,
      MailServer mail) {
    return new CredentialActivities(credentials, http, tokens, bot, mail);
  }
}
