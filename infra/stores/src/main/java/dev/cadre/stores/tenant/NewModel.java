package dev.cadre.stores.tenant;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A model that a tenant is to pay for itself.
 *
 * @param model null: the provider's default model
 * @param baseUrl where it is called; null: at the provider's own address
 * @param apiKey the provider's, in clear; null: a server that is asked without one
 * @param rpm requests a minute
 * @param tpm tokens a minute
 */
public record NewModel(
    String name,
    String provider,
    @Nullable String model,
    @Nullable URI baseUrl,
    @Nullable String apiKey,
    int rpm,
    int tpm,
    boolean isDefault) {

  @Override
  public String toString() {
    return "NewModel[" + name + ", " + provider + "]";
  }
}
