package dev.cadre.api.limit;

import dev.cadre.workflows.expression.CanonicalJson;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Whose credentials were good when they were used last, by their hashes, so that requests are
 * counted before PostgreSQL is asked. It says who is counted, never who may: each use is proven
 * anew.
 */
@Component
public class KnownCredentials {

  private static final int KEPT = 50_000;

  private final LastUsed<String, Asker.Account> holders = new LastUsed<>(KEPT);

  /** The credential was good. */
  public void good(String credential, Asker.Account holder) {
    holders.put(hash(credential), holder);
  }

  /** The credential is good no longer. */
  public void bad(String credential) {
    holders.remove(hash(credential));
  }

  public Asker.@Nullable Account holder(String credential) {
    return holders.get(hash(credential));
  }

  private static String hash(String credential) {
    return CanonicalJson.sha256(credential.getBytes(StandardCharsets.UTF_8));
  }
}
