package dev.cadre.stores.tenant;

import org.jspecify.annotations.Nullable;

/**
 * A model that a tenant is to pay for itself.
 *
 * @param model null: the provider's default model
 * @param apiKey the provider's, in clear
 * @param rpm requests a minute
 * @param tpm tokens a minute
 */
public record NewModel(
    String name,
    String provider,
    @Nullable String model,
    String apiKey,
    int rpm,
    int tpm,
    boolean isDefault) {

  @Override
  public String toString() {
    return "NewModel[" + name + ", " + provider + "]";
  }
}
