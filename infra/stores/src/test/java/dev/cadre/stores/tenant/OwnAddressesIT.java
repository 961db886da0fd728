package dev.cadre.stores.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.audit.By;
import dev.cadre.stores.llm.Callable;
import dev.cadre.stores.llm.CalledModel;
import dev.cadre.stores.llm.CooldownRows;
import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.llm.WorkerLeases;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.llm.FailureCategory;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Addresses that tenants give to their models. */
class OwnAddressesIT {

  private static final URI GATEWAY = URI.create("https://models.acme.example/v1");
  private static final String COMPATIBLE = "openai-compatible";

  private final TestStore store = TestStore.open();
  private final OwnModels own = new OwnModels(store.postgres(), store.keys());
  private final ModelConfigurations models =
      new ModelConfigurations(store.postgres(), store.keys(), own, Clock.systemUTC());

  @AfterEach
  void deletesAll() throws SQLException {
    try (Connection connection = store.asSuperuser();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("delete from model_configuration");
      statement.executeUpdate("delete from cooldown");
      statement.executeUpdate("delete from worker_lease where worker_id = 'own-addresses'");
    }
  }

  private OwnModel add(String name, String provider, @Nullable URI address, @Nullable String key) {
    models
        .add(
            TestStore.TENANT,
            By.SYSTEM,
            new NewModel(name, provider, null, address, key, 60, 10_000, false))
        .block();
    return own.of(TestStore.TENANT).block().stream()
        .filter(found -> found.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void keepsAnAddressWithAKeyAndWithout() {
    OwnModel keyed = add("keyed", COMPATIBLE, GATEWAY, "sk-own");
    OwnModel open = add("open", "openai", GATEWAY, null);
    OwnModel vendors = add("vendors", "openai", null, "sk-2");

    assertThat(keyed.baseUrl()).isEqualTo(GATEWAY);
    assertThat(own.key(TestStore.TENANT, keyed).block()).contains("sk-own");
    assertThat(open.baseUrl()).isEqualTo(GATEWAY);
    assertThat(own.key(TestStore.TENANT, open).block()).isEmpty();
    assertThat(vendors.baseUrl()).isNull();
    assertThat(models.all(TestStore.TENANT).block())
        .extracting(ModelRead::baseUrl)
        .containsExactly(GATEWAY, GATEWAY, null);
  }

  @Test
  void keepsNoneThatHasNeitherAnAddressNorAKey() {
    assertThatThrownBy(() -> add("neither", "openai", null, null))
        .hasStackTraceContaining("model_configuration_check");
  }

  @Test
  void reachesAnAddressWhereTheDialectIsSpokenAlthoughNoVendorsIsKnown() {
    add("own", "ollama", GATEWAY, null);
    add("other", COMPATIBLE, null, "sk");
    Set<String> spoken = Set.of("ollama", COMPATIBLE);
    assertThat(own.reach(TestStore.TENANT, new Callable(Set.of(), Set.of(), spoken)).block())
        .containsExactly("ollama");
    assertThat(own.reach(TestStore.TENANT, new Callable(Set.of(), spoken, Set.of())).block())
        .containsExactly(COMPATIBLE);
  }

  @Test
  void tellsWhatWorkersSpeak() {
    WorkerLeases leases = new WorkerLeases(store.postgres());
    leases
        .publish("own-addresses", new Callable(Set.of(), Set.of(), Set.of(COMPATIBLE)), "queue")
        .block();
    assertThat(leases.last().block().spoken()).contains(COMPATIBLE);
  }

  /** Whatever goes wrong there: nobody else's calls wait, nor those of a second address. */
  @ParameterizedTest
  @EnumSource(names = {"TRANSPORT", "TIMEOUT", "OVERLOADED", "RATE_LIMIT", "AUTH", "MODEL_GONE"})
  void restsForOneConfigurationAlone(FailureCategory category) {
    OwnModel broken = add("broken", COMPATIBLE, GATEWAY, null);
    OwnModel second = add("second", COMPATIBLE, GATEWAY, null);
    CalledModel called = new CalledModel(COMPATIBLE, "m", broken.id());
    store
        .postgres()
        .inSystem(client ->
            new CooldownRows(client, CooldownSettings.DEFAULT).failed(called, category, null))
        .block();

    assertThat(free(called)).isFalse();
    assertThat(free(new CalledModel(COMPATIBLE, "m", second.id()))).isTrue();
    assertThat(free(new CalledModel(COMPATIBLE, "m", null))).isTrue();
  }

  private boolean free(CalledModel called) {
    return store
        .postgres()
        .inSystem(client ->
            new CooldownRows(client, CooldownSettings.DEFAULT)
                .freesAt(called, Duration.ofSeconds(1)))
        .block()
        .isEmpty();
  }
}
