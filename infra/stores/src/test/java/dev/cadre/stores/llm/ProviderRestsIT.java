package dev.cadre.stores.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.audit.By;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.llm.FailureCategory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What rests at a provider, for whom, and until somebody says otherwise. */
class ProviderRestsIT {

  private final TestStore store = TestStore.open();
  private final ProviderRests rests = new ProviderRests(store.postgres(), Clock.systemUTC());
  private final String provider = "p" + UUID.randomUUID();

  private void failed(@Nullable UUID own, FailureCategory category) {
    store
        .postgres()
        .inSystem(client ->
            new CooldownRows(client, CooldownSettings.DEFAULT)
                .failed(
                    new CalledModel(provider, "org/model", own), category, Duration.ofMinutes(1))
                .thenReturn(true))
        .block();
  }

  private List<String> resting() {
    return rests.all(TestStore.TENANT).block().getOrDefault(provider, List.of()).stream()
        .map(rest -> rest.what() + " " + rest.model() + " " + rest.category())
        .toList();
  }

  @Test
  void liftsWhatRestsForTheInstallationAndLeavesOtherTenantsKeysAlone() {
    UUID others = UUID.randomUUID();
    failed(null, FailureCategory.AUTH);
    failed(null, FailureCategory.RATE_LIMIT);
    failed(others, FailureCategory.AUTH);
    assertThat(resting())
        .containsExactlyInAnyOrder("key null AUTH", "key-model org/model RATE_LIMIT");

    rests.lift(TestStore.TENANT, By.SYSTEM, provider).block();

    assertThat(resting()).isEmpty();
    assertThat(
            store.read(
                "select (until > now())::text from cooldown where scope = ?",
                "key/" + provider + "//" + others))
        .isEqualTo("true");
  }
}
