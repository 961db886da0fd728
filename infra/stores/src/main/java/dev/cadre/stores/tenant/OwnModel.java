package dev.cadre.stores.tenant;

import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A model configuration as calls use it.
 *
 * @param id tells its key from every other
 * @param model null: every model of the provider
 * @param baseUrl where it is called; null: at the provider's own address
 * @param sealedKey the provider's key; {@link OwnModels#key} opens it. Null: a server of the
 *     tenant's own is asked without one
 */
public record OwnModel(
    UUID id,
    String name,
    String provider,
    @Nullable String model,
    @Nullable URI baseUrl,
    @Nullable Sealed sealedKey) {

  /** Bytes that are never shown. */
  public static final class Sealed {

    private final byte[] bytes;

    Sealed(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    byte[] bytes() {
      return bytes.clone();
    }
  }

  /** Whether calls of a model may be made with it. */
  boolean serves(String wantedProvider, String wantedModel) {
    return provider.equals(wantedProvider) && (model == null || model.equals(wantedModel));
  }

  /** What of a catalogue can be called by it: a provider, or {@code provider/model}. */
  String reach() {
    return model == null ? provider : provider + "/" + model;
  }
}
