package dev.cadre.stores.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.agent.CatalogueItem.Kind;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.agent.AgentSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What ships comes into the catalogue, and never over what somebody has changed. */
class ShippedCatalogueIT {

  private static final CatalogueEdits.Editor EDITOR =
      new CatalogueEdits.Editor(TestStore.TENANT, By.SYSTEM);

  private final TestStore store = TestStore.open();
  private final ShippedCatalogue shipped =
      new ShippedCatalogue(store.postgres(), Clock.systemUTC());
  private final Catalogues catalogues = new Catalogues(store.postgres(), Clock.systemUTC());
  private final CatalogueEdits edits = new CatalogueEdits(store.postgres(), Clock.systemUTC());

  @Test
  void comesOnceHoweverManyStartAtOnce() {
    Flux.range(0, 4).flatMap(_ -> shipped.bring()).blockLast();

    assertThat(shipped.bring().block()).isZero();
    assertThat(catalogues.now().block().agents()).hasSizeGreaterThanOrEqualTo(181);
    assertThat(
            store.read(
                "select max(n) from (select count(*) n from catalogue_version"
                    + " where created_by is null and name = 'judge' group by name) x"))
        .isEqualTo("1");
  }

  @Test
  void leavesAloneWhatSomebodyHasChangedAndFollowsTheRest() throws SQLException {
    shipped.bring().block();
    AgentSpec critic = one("critic");
    edits
        .replace(EDITOR, new CatalogueEdits.Change(Kind.AGENT, titled(critic)), critic.version())
        .block();
    try (Connection connection = store.asSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "update catalogue_item set shipped = 'another' where name in ('critic', 'editor')");
    }
    int before = one("editor").version();

    assertThat(shipped.bring().block()).isEqualTo(1);
    assertThat(one("critic").title()).isEqualTo("Mine");
    assertThat(one("editor").version()).isEqualTo(before + 1);
  }

  @Test
  void isReadAgainOnlyAfterAChange() {
    shipped.bring().block();
    CatalogueSnapshot first = catalogues.now().block();
    assertThat(catalogues.now().block()).isSameAs(first);

    AgentSpec judge = first.agent("judge").orElseThrow();
    edits.put(EDITOR, List.of(new CatalogueEdits.Change(Kind.AGENT, titled(judge)))).block();

    assertThat(catalogues.now().block().agent("judge").orElseThrow().title()).isEqualTo("Mine");
    assertThat(first.agent("judge").orElseThrow().title()).isNotEqualTo("Mine");
  }

  private AgentSpec one(String name) {
    return catalogues.one(Kind.AGENT, name).block().agent();
  }

  private static AgentSpec titled(AgentSpec agent) {
    return new AgentSpec(
        agent.name(),
        agent.version(),
        "Mine",
        agent.department(),
        agent.level(),
        agent.reportsTo(),
        agent.description(),
        agent.capabilities(),
        agent.instructions(),
        agent.route(),
        agent.temperature(),
        agent.quality(),
        agent.output(),
        agent.tools());
  }
}
