package dev.cadre.stores.credential;

import dev.cadre.workflows.credential.CredentialKind;
import java.util.Map;

/**
 * A credential as it is to be.
 *
 * @param fields of its kind, in clear
 */
public record NewCredential(String name, CredentialKind kind, Map<String, Object> fields) {

  public NewCredential {
    fields = Map.copyOf(fields);
  }

  @Override
  public String toString() {
    return "NewCredential[" + name + ", " + kind + "]";
  }
}
