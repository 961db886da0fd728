package dev.cadre.activities.tool.query;

import static dev.cadre.activities.tool.query.Queries.BY_TAX_ID;
import static dev.cadre.activities.tool.query.Queries.SHOP;
import static dev.cadre.activities.tool.query.Queries.call;
import static dev.cadre.activities.tool.query.Queries.failure;
import static dev.cadre.activities.tool.query.Queries.rows;
import static dev.cadre.activities.tool.query.Queries.unchanged;
import static dev.cadre.activities.tool.query.Queries.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryConnectionsIT {

  /** Here and not in a test's virtual threads: those that wait for a class hold their carriers. */
  @BeforeAll
  static void start() throws SQLException {
    unchanged();
  }

  @ParameterizedTest
  @CsvSource({
    "boss, is a superuser",
    "blind, bypasses row-level security",
    "maker, may create databases",
    "owner_itself, owns something",
    "heir, owns something",
    "creator, may create tables",
    "filer, is in a role of the server"
  })
  void refusesARoleThatCanDoMoreThanRead(String role, String why) {
    AttemptFailure failure = failure(Map.of("connection", role, "sql", "select 1 as a"), Map.of());
    assertThat(failure.called()).isFalse();
    assertThat(failure.message()).contains("The role of the connection " + role + " " + why);
  }

  @Test
  void takesARoleAgainOnceItIsPutRight() throws SQLException {
    SHOP.run("create role mended login createrole password 'p'");
    try (QueryTool own =
        new QueryTool(
            new QuerySettings(
                Map.of("crm", new QuerySettings.Connection(SHOP.url(), "mended", "p"))))) {
      Map<String, Object> config = Map.of("connection", "crm", "sql", "select 1 as a");
      assertThat(failure(own, config).message()).contains("may create");
      SHOP.run("alter role mended nocreaterole");
      assertThat(call(own, config, Map.of())).containsEntry("truncated", false);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "reader, wrong, false, refuses its user",
    "nobody, wrong, false, refuses its user",
    "reader, '', true, cannot be reached"
  })
  void tellsWhyThereIsNoConnection(String user, String password, boolean refused, String why) {
    String url = refused ? "r2dbc:postgresql://127.0.0.1:1/shop" : SHOP.url();
    try (QueryTool own =
        new QueryTool(
            new QuerySettings(Map.of("crm", new QuerySettings.Connection(url, user, password))))) {
      AttemptFailure failure = failure(own, Map.of("connection", "crm", "sql", "select 1 as a"));
      assertThat(failure.message()).contains(why).doesNotContain("wrong");
      assertThat(failure.called()).isFalse();
      assertThat(failure.refused()).isEqualTo(refused);
    }
  }

  @Test
  void speaksToNoServerWithoutTlsWhereTlsIsAskedFor() {
    for (String mode : List.of("require", "VERIFY_FULL")) {
      var connection =
          new QuerySettings.Connection(
              SHOP.url() + "?sslMode=" + mode, "reader", ShopDatabase.PASSWORD);
      try (QueryTool own = new QueryTool(new QuerySettings(Map.of("crm", connection)))) {
        assertThat(failure(own, Map.of("connection", "crm", "sql", "select 1 as a")).message())
            .contains("cannot be reached as its url says");
      }
    }
  }

  @Test
  void makesNewConnectionsAfterTheServerWasRestarted() throws Exception {
    assertThat(rows(BY_TAX_ID, Map.of("taxId", "PL1"))).hasSize(1);
    SHOP.server.kill();
    assertThat(failure(BY_TAX_ID, Map.of("taxId", "PL1")).category())
        .isEqualTo(FailureCategory.TRANSPORT);
    SHOP.server.restart();
    assertThat(rows(BY_TAX_ID, Map.of("taxId", "PL1"))).hasSize(1);
  }

  @Test
  void hasFewConnectionsAndMakesTheOthersWait() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Map<String, Object>>> calls = new ArrayList<>();
      Map<String, Object> config = Map.of("sql", "select pg_sleep(0.5)", "timeout", "PT30S");
      for (int i = 0; i < 10; i++) {
        calls.add(threads.submit(() -> call(config, Map.of())));
      }
      until("select count(*) from pg_stat_activity where query = 'select pg_sleep(0.5)'", "4");
      assertThat(SHOP.read("select count(*) from pg_stat_activity where usename = 'reader'"))
          .isEqualTo("4");
      for (Future<Map<String, Object>> done : calls) {
        assertThat(done.get()).containsEntry("truncated", false);
      }
    }
  }

  @Test
  void tellsThatAllConnectionsAreInUse() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<String, Object> sleepy = Map.of("sql", "select pg_sleep(19)", "timeout", "PT30S");
      for (int i = 0; i < 4; i++) {
        threads.execute(() -> failure(sleepy, Map.of()));
      }
      until("select count(*) from pg_stat_activity where query = 'select pg_sleep(19)'", "4");
      AttemptFailure failure =
          failure(Map.of("sql", "select 1 as a", "timeout", "PT0.2S"), Map.of());
      assertThat(failure.category()).isEqualTo(FailureCategory.OVERLOADED);
      assertThat(failure.called()).isFalse();
      threads.shutdownNow();
    }
    unchanged();
  }
}
