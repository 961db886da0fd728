package dev.cadre.stores.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.audit.By;
import dev.cadre.stores.runtime.ChangeRefused;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.llm.ModelPrice;
import dev.cadre.workflows.llm.ModelSpec;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Models in PostgreSQL, and the dates of their prices. */
class ModelPricesIT {

  private static final CatalogueEdits.Editor EDITOR =
      new CatalogueEdits.Editor(TestStore.TENANT, By.SYSTEM);
  private static final Instant START = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  private final TestStore store = TestStore.open();
  private final MovedClock clock = new MovedClock();
  private final ShippedCatalogue shipped = new ShippedCatalogue(store.postgres(), clock);
  private final Catalogues catalogues = new Catalogues(store.postgres(), clock);
  private final ModelEdits edits = new ModelEdits(store.postgres(), clock);
  private final String name = "m-" + UUID.randomUUID();

  /** Stands still until it is moved. */
  private static final class MovedClock extends Clock {

    private Instant now = START;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  @BeforeEach
  void brings() {
    shipped.bring().block();
  }

  private void model(boolean isDefault) {
    edits
        .put(
            EDITOR,
            new CatalogueModel(
                "ollama",
                name,
                isDefault,
                8192,
                null,
                "cheap",
                Set.of("chat"),
                Set.of("eu"),
                List.of()))
        .block();
  }

  private void price(Duration after, @Nullable String amount) {
    BigDecimal usd = amount == null ? null : new BigDecimal(amount);
    edits
        .price(EDITOR, "ollama", name, new ModelPrice(START.plus(after), usd, usd, null, "owner"))
        .block();
  }

  private @Nullable BigDecimal costs() {
    return catalogues.now().block().model("ollama", name).orElseThrow().inputUsdPerMillion();
  }

  @Test
  void holdsWhatShips() {
    CatalogueModel haiku = edits.one("anthropic", "claude-haiku-4-5").block();
    assertThat(haiku.prices()).singleElement().matches(price -> price.by() == null);
    assertThat(haiku.at(START).inputUsdPerMillion()).isEqualByComparingTo("1");
    CatalogueSnapshot files = CatalogueSnapshot.shipped(Set.of());
    for (ModelSpec model : files.models()) {
      assertThat(catalogues.now().block().model(model.provider(), model.model()))
          .hasValueSatisfying(
              found -> assertThat(found.contextWindow()).isEqualTo(model.contextWindow()));
    }
  }

  @Test
  void isKnownWithoutAPriceAndIsNotFreeThen() {
    model(false);
    assertThat(costs()).isNull();
    assertThat(edits.one("ollama", name).block().regions()).containsExactly("eu");
  }

  @Test
  void comesIntoForceByItsDateThoughTheRevisionIsTheSame() {
    model(false);
    price(Duration.ofDays(-1), "1");
    price(Duration.ofHours(1), "2");
    price(Duration.ofHours(2), null);
    CatalogueSnapshot before = catalogues.now().block();
    assertThat(costs()).isEqualByComparingTo("1");
    assertThat(catalogues.now().block()).isSameAs(before);

    clock.now = START.plus(Duration.ofHours(1));
    assertThat(catalogues.last().model("ollama", name).orElseThrow().inputUsdPerMillion())
        .isEqualByComparingTo("2");
    assertThat(costs()).isEqualByComparingTo("2");
    assertThat(before.model("ollama", name).orElseThrow().inputUsdPerMillion())
        .isEqualByComparingTo("1");

    clock.now = START.plus(Duration.ofHours(2));
    assertThat(costs()).as("unknown is not free").isNull();
  }

  @Test
  void takesOnePriceOfAMoment() {
    model(false);
    price(Duration.ofHours(1), "1");
    assertThatThrownBy(() -> price(Duration.ofHours(1), "2")).isInstanceOf(ChangeRefused.class);
    assertThat(edits.one("ollama", "no-such").block()).isNull();
    assertThat(
            edits
                .price(EDITOR, "ollama", "no-such", new ModelPrice(START, null, null, null, "me"))
                .block())
        .isNull();
  }

  @Test
  void hasOneDefaultOfAProviderAndKeepsTheChosenOneWhenFilesComeAnew() throws SQLException {
    String shippedDefault = catalogues.now().block().defaultModel("ollama").orElseThrow().model();
    model(true);
    assertThat(catalogues.now().block().defaultModel("ollama").orElseThrow().model())
        .isEqualTo(name);
    sql("update model set shipped = 'another' where provider = 'ollama'");
    assertThat(shipped.bring().block()).isPositive();
    assertThat(catalogues.now().block().defaultModel("ollama").orElseThrow().model())
        .isEqualTo(name);
    sql("update model set is_default = false where model = '" + name + "'");
    sql("update model set is_default = true where model = '" + shippedDefault + "'");
    sql("update catalogue set revision = revision + 1");
  }

  @Test
  void leavesAloneThePricesOfAModelThatSomebodyHasPricedHere() throws SQLException {
    edits
        .price(
            EDITOR,
            "cohere",
            "command-r-08-2024",
            new ModelPrice(START, new BigDecimal("7"), new BigDecimal("7"), null, "owner"))
        .block();
    sql("update model set shipped = 'another' where provider = 'cohere'");
    shipped.bring().block();
    assertThat(
            catalogues
                .now()
                .block()
                .model("cohere", "command-r-08-2024")
                .orElseThrow()
                .inputUsdPerMillion())
        .isEqualByComparingTo("7");
    assertThat(store.read("select edited from model where model = ?", "command-r-08-2024"))
        .isEqualTo("true");
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = store.asSuperuser();
        Statement open = connection.createStatement()) {
      open.executeUpdate(statement);
    }
  }
}
