package dev.cadre.stores.key;

import dev.cadre.stores.runtime.Json;
import io.github.jopenlibs.vault.EnvironmentLoader;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.api.Logical;
import io.github.jopenlibs.vault.response.LogicalResponse;
import io.github.jopenlibs.vault.rest.RestResponse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One HTTP client for all calls of Vault, and the judgement of what comes back: the driver itself
 * takes a refusal for an empty answer, and text for JSON.
 */
final class VaultHttp implements AutoCloseable {

  private static final Set<Integer> TELLING = Set.of(400, 403, 404, 405);

  private final VaultSettings settings;
  private final HttpClient http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** A question to one Vault instance. */
  @FunctionalInterface
  interface Question {
    LogicalResponse ask(Logical vault) throws VaultException;
  }

  VaultHttp(VaultSettings settings) {
    this.settings = settings;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.timeout())
            .build();
  }

  /**
   * A driver for one token: what it is made with cannot be changed.
   *
   * @param engine 1 for transit and all else, 2 for KV, whose paths the driver rewrites
   * @param token null to log in
   */
  Vault vault(int engine, @Nullable String token) {
    try {
      VaultConfig config =
          new VaultConfig()
              .environmentLoader(new NoEnvironment())
              .address(settings.address().toString())
              .httpClient(http)
              .token(token);
      if (settings.namespace() != null) {
        config.nameSpace(settings.namespace());
      }
      if (engine == 2) {
        config.prefixPath(settings.kvMount());
      }
      return Vault.create(config.build(), engine);
    } catch (VaultException e) {
      throw new IllegalArgumentException("cadre.vault.* cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * Asks, within the time limit, which also bounds the arrival of the body.
   *
   * @throws KeyUnavailable when no answer comes that says something of the request
   */
  VaultAnswer ask(Vault vault, String asked, Question question) {
    Future<VaultAnswer> answer =
        threads.submit(() -> judged(asked, question.ask(vault.logical()).getRestResponse()));
    try {
      return answer.get(settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new KeyUnavailable("Vault did not answer in " + settings.timeout() + " to " + asked, e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new KeyUnavailable("interrupted while asking Vault for " + asked, e);
    } catch (ExecutionException e) {
      throw failure(asked, e.getCause());
    }
  }

  private static RuntimeException failure(String asked, @Nullable Throwable cause) {
    if (cause instanceof KeyUnavailable unavailable) {
      return unavailable;
    }
    if (cause instanceof VaultException vault && vault.getHttpStatusCode() > 0) {
      // Its message holds the body.
      return new KeyUnavailable("Vault answered " + vault.getHttpStatusCode() + " to " + asked);
    }
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof IOException network) {
        return new KeyUnavailable("Vault cannot be reached for " + asked, network);
      }
    }
    return new KeyUnavailable("Vault could not be asked for " + asked);
  }

  private static VaultAnswer judged(String asked, RestResponse response) {
    int status = response.getStatus();
    boolean ok = status == 200 || status == 204;
    if (!ok && !TELLING.contains(status)) {
      throw new KeyUnavailable("Vault answered " + status + " to " + asked);
    }
    JsonNode body = body(response);
    if (status == 200 && body.isEmpty()) {
      throw new KeyUnavailable("Vault answered no JSON object to " + asked);
    }
    return new VaultAnswer(status, body);
  }

  /** An empty object where there is none. */
  private static JsonNode body(RestResponse response) {
    String type = String.valueOf(response.getMimeType()).toLowerCase(Locale.ROOT);
    if (type.startsWith("application/json")) {
      try {
        JsonNode tree = Json.MAPPER.readTree(response.getBody());
        if (tree.isObject()) {
          return tree;
        }
      } catch (JacksonException _) {
        // As if there were none; what was sent instead is shown nowhere.
      }
    }
    return Json.MAPPER.createObjectNode();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    http.shutdownNow();
  }

  /** The driver would take tokens from variables and from the home directory. */
  private static final class NoEnvironment extends EnvironmentLoader {

    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable String loadVariable(String name) {
      return null;
    }
  }
}
