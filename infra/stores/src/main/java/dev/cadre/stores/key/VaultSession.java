package dev.cadre.stores.key;

import io.github.jopenlibs.vault.Vault;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cadre's standing with one Vault: a token that is renewed at two thirds of its life and replaced
 * when it does not live longer or is refused. Nothing is asked before it is needed, so a program
 * starts while Vault is down.
 */
final class VaultSession implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(VaultSession.class);
  private static final int FAILURES = 5;
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final int FORBIDDEN = 403;

  private final VaultHttp http;
  private final VaultLogin login;
  private final Breaker breaker;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("vault-token-", 0).factory());
  private volatile @Nullable Access access;

  /**
   * What a token opens.
   *
   * @param number tells one from the one before
   * @param full its life when it was new
   */
  private record Access(int number, VaultToken token, Duration full, Vault transit, Vault kv) {}

  VaultSession(VaultSettings settings, Clock clock) {
    this.http = new VaultHttp(settings);
    this.login = new VaultLogin(settings, http);
    this.breaker = new Breaker(FAILURES, PAUSE, clock);
  }

  /** Asks of the transit engine, and of all but KV. */
  VaultAnswer transit(String asked, VaultHttp.Question question) {
    return ask(false, asked, question);
  }

  /** Asks of the KV engine. */
  VaultAnswer kv(String asked, VaultHttp.Question question) {
    return ask(true, asked, question);
  }

  /** A refusal may be of the token, and not of what was asked: then it is asked with a new one. */
  private VaultAnswer ask(boolean kv, String asked, VaultHttp.Question question) {
    Access now = access();
    VaultAnswer answer = ask(now, kv, asked, question);
    return answer.status() == FORBIDDEN && !alive(now)
        ? ask(loggedIn(now.number()), kv, asked, question)
        : answer;
  }

  private boolean alive(Access now) {
    return ask(now, false, "its token", vault -> vault.read("auth/token/lookup-self")).ok();
  }

  private VaultAnswer ask(Access now, boolean kv, String asked, VaultHttp.Question question) {
    return breaker.call(() -> http.ask(kv ? now.kv() : now.transit(), asked, question));
  }

  private Access access() {
    Access now = access;
    return now == null ? loggedIn(0) : now;
  }

  /** Whoever comes first logs in; the others find it done. */
  private synchronized Access loggedIn(int refused) {
    Access now = access;
    if (now != null && now.number() != refused) {
      return now;
    }
    VaultToken token = breaker.call(login::token);
    Access fresh =
        new Access(
            refused + 1,
            token,
            token.life(),
            http.vault(1, token.value()),
            http.vault(2, token.value()));
    access = fresh;
    renewIn(token.life().multipliedBy(2).dividedBy(3), fresh);
    return fresh;
  }

  private void renewIn(Duration time, Access held) {
    if (held.token().life().isPositive() && !timer.isShutdown()) {
      var _ = timer.schedule(() -> renew(held), time.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void renew(Access held) {
    Access now = access;
    if (now == null || now.number() != held.number()) {
      return;
    }
    try {
      VaultToken token =
          held.token().renewable() ? login.renewed(held.transit(), held.token()) : null;
      // Near the end of what Vault allows, a renewed token lives ever shorter.
      if (token == null || token.life().compareTo(held.full().dividedBy(2)) < 0) {
        loggedIn(held.number());
        return;
      }
      renewIn(token.life().multipliedBy(2).dividedBy(3), held);
    } catch (KeyUnavailable e) {
      LOG.atWarn()
          .addKeyValue("cause", String.valueOf(e.getMessage()))
          .log("The Vault token is not renewed yet");
      renewIn(SOON, held);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    http.close();
  }
}
