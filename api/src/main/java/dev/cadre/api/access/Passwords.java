package dev.cadre.api.access;

import com.nulabinc.zxcvbn.Zxcvbn;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Passwords: Argon2id with 19 MiB, two passes, one lane (OWASP's least), and no rules about
 * characters, only about how easily they are guessed (NIST SP 800-63B). Few are hashed at once,
 * because of the memory.
 */
@Component
class Passwords implements DisposableBean {

  static final int SHORTEST = 12;
  static final int LONGEST = 256;

  private static final int AT_ONCE = 2;
  private static final int WAITING = 200;

  /** Of zxcvbn's 0 to 4: at least some 10^8 guesses. */
  private static final int LEAST_SCORE = 3;

  private final Argon2PasswordEncoder encoder = new Argon2PasswordEncoder(16, 32, 1, 19 * 1024, 2);
  private final Zxcvbn zxcvbn = new Zxcvbn();
  private final Scheduler threads = Schedulers.newBoundedElastic(AT_ONCE, WAITING, "passwords");
  private final String nobodys = String.valueOf(encoder.encode("of nobody"));

  /** Why a password is not taken; empty when it is. */
  Mono<Optional<String>> weakness(String password, List<String> about) {
    return Mono.fromCallable(() -> weaknessNow(password, about)).subscribeOn(threads);
  }

  private Optional<String> weaknessNow(String password, List<String> about) {
    if (password.length() < SHORTEST || password.length() > LONGEST) {
      return Optional.of(
          "A password has " + SHORTEST + " to " + LONGEST + " characters; this one does not.");
    }
    // What is guessed is the beginning; measuring much more takes seconds.
    String measured = password.substring(0, Math.min(password.length(), 64));
    return zxcvbn.measure(measured, about).getScore() < LEAST_SCORE
        ? Optional.of(
            "This password is easily guessed: it, or its parts, stand in lists of known passwords,"
                + " words, names or patterns. Take some words that have nothing to do with each"
                + " other.")
        : Optional.empty();
  }

  Mono<String> hash(String password) {
    return Mono.fromCallable(() -> String.valueOf(encoder.encode(password))).subscribeOn(threads);
  }

  /**
   * Whether a password is the one of a hash; without a hash it takes as long and is not.
   *
   * @param hash null when there is no such account, or it has no password
   */
  Mono<Boolean> matches(String password, @Nullable String hash) {
    return Mono.fromCallable(
            () -> encoder.matches(password, hash == null ? nobodys : hash) && hash != null)
        .subscribeOn(threads);
  }

  @Override
  public void destroy() {
    threads.dispose();
  }
}
