package dev.cadre.stores.key;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Secrets in Vault's KV engine, version 2. */
final class VaultSecrets implements SecretReader {

  private static final Pattern NAMED =
      Pattern.compile(PREFIX + "([A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*)#([A-Za-z0-9_.-]+)");

  private final VaultSession session;
  private final String mount;

  VaultSecrets(VaultSession session, VaultSettings settings) {
    this.session = session;
    this.mount = settings.kvMount();
  }

  @Override
  public String resolve(String setting) {
    if (!setting.startsWith(PREFIX)) {
      return setting;
    }
    Matcher named = NAMED.matcher(setting);
    if (!named.matches()) {
      throw new IllegalArgumentException(
          "a secret is named as " + PREFIX + "path#field, not as " + setting);
    }
    String path = named.group(1);
    JsonNode secret =
        session.kv(path, vault -> vault.read(mount + "/" + path)).data(path).path("data");
    String value = secret.path(named.group(2)).asString("");
    if (value.isEmpty()) {
      throw new KeyGone("there is no " + setting);
    }
    return value;
  }
}
