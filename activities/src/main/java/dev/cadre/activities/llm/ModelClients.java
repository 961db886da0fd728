package dev.cadre.activities.llm;

import java.util.Optional;

/** The providers that this worker can call. */
public interface ModelClients {

  /** That of a provider with the installation's key; empty when this worker cannot call it. */
  Optional<ModelClient> client(String provider);

  /** That of a provider with another key; empty when this worker cannot speak to it. */
  Optional<ModelClient> client(String provider, String key);

  /** That of a provider at a tenant's address; empty when this worker does not speak to it. */
  Optional<ModelClient> client(String provider, OwnAddress own);
}
