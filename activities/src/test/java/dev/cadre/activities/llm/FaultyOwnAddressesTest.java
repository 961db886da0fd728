package dev.cadre.activities.llm;

import java.net.URI;

/** The same of servers at tenants' addresses, which are called over the guarded client. */
class FaultyOwnAddressesTest extends FaultyProvidersTest {

  @Override
  ModelClient client(Providers providers, URI base, String provider) {
    return providers.client(provider, TestProviders.own(base, provider)).orElseThrow();
  }
}
