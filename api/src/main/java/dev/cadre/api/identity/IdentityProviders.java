package dev.cadre.api.identity;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The providers that the settings name. */
@Component
public class IdentityProviders {

  private final List<IdentityProvider> all;

  IdentityProviders(IdentitySettings settings, ProviderCalls calls, Clock clock) {
    all =
        settings.providers().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> new IdentityProvider(entry.getKey(), entry.getValue(), calls, clock))
            .toList();
  }

  /** The one that its tokens name so. */
  Optional<IdentityProvider> of(String issuer) {
    return all.stream().filter(one -> one.settings().issuer().equals(issuer)).findFirst();
  }

  /** Those by which people sign in, by name. */
  public List<IdentityProvider> forPeople() {
    return all.stream().filter(one -> one.settings().clientId() != null).toList();
  }
}
