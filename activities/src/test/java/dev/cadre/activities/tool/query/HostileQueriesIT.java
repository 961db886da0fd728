package dev.cadre.activities.tool.query;

import static dev.cadre.activities.tool.query.Queries.BY_TAX_ID;
import static dev.cadre.activities.tool.query.Queries.SHOP;
import static dev.cadre.activities.tool.query.Queries.TOOL;
import static dev.cadre.activities.tool.query.Queries.backend;
import static dev.cadre.activities.tool.query.Queries.config;
import static dev.cadre.activities.tool.query.Queries.failure;
import static dev.cadre.activities.tool.query.Queries.rows;
import static dev.cadre.activities.tool.query.Queries.spec;
import static dev.cadre.activities.tool.query.Queries.unchanged;
import static dev.cadre.activities.tool.query.Queries.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cadre.activities.tool.ToolCall;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.tenant.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends as a failure, soon, with nothing changed. */
class HostileQueriesIT {

  /** Here and not in a test's virtual threads: those that wait for a class hold their carriers. */
  @BeforeAll
  static void start() throws SQLException {
    unchanged();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "with x as (insert into shop.customers values (9) returning 1) select * from x | may only read",
        "with x as (delete from shop.customers returning 1) select * from x | may only read",
        "select shop.rename() | may only read",
        "select * from shop.customers for update | may only read",
        "select * into shop.copy from shop.customers | may only read",
        "select set_config('transaction_read_only', 'off', true), shop.rename() | cannot run",
        "select lo_create(77) | may only read",
        "select * from payroll.salaries | lacks a right",
        "select rolpassword from pg_authid | lacks a right",
        "select pg_read_file('/etc/passwd') | lacks a right",
        "select set_config('role', 'owner_itself', true) | lacks a right",
        "select set_config('session_authorization', 'boss', true) | lacks a right",
        "select * from no_such_table | cannot run the query of customers",
        "select 1 / 0 | does not fit its place",
        "select :taxId::int | does not fit its place",
        "select 'a'::bytea as photo | photo is bytea",
        "select array['a'::bytea] as photos | photos is bytea",
        "select 1 as a, 2 as a | called a",
        "select repeat('[', 3000)::json as deep | does not fit",
        "select concat(repeat('[', 900), repeat(']', 900))::json as deep | nested too deep"
      })
  void endsWhatIsNoReading(String sql, String why) throws SQLException {
    Object before = backend();
    AttemptFailure failure = failure(sql, Map.of("taxId", "PL1"));
    assertThat(failure.category()).isEqualTo(FailureCategory.TOOL_FAILED);
    assertThat(failure.called()).isTrue();
    assertThat(failure.message()).contains(why).doesNotContain("PL1", "shop.", "select");
    assertThat(failure.elapsed()).isLessThan(Duration.ofSeconds(4));
    assertThat(backend()).isEqualTo(before);
    unchanged();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert into shop.customers values (9)",
        "update shop.customers set name = 'x'",
        "select 1; drop table shop.customers",
        "select 1; commit; delete from shop.customers",
        "set role owner_itself",
        "copy shop.customers to program 'cat'",
        "call shop.rename()",
        "listen x"
      })
  void refusesBeforeAnythingIsSentWhatIsNotOneReadingStatement(String sql) throws SQLException {
    AttemptFailure failure = failure(sql, Map.of());
    assertThat(failure.called()).isFalse();
    assertThat(failure.message()).contains("The configuration of the tool customers");
    unchanged();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select pg_sleep(60)",
        "with recursive n as (select 1 as i union all select i + 1 from n) select count(*) from n",
        "select set_config('statement_timeout', '0', false), pg_sleep(60)"
      })
  void endsWhatRunsForEver(String sql) throws SQLException {
    AttemptFailure failure = failure(Map.of("sql", sql, "timeout", "PT0.4S"), Map.of());
    assertThat(failure.category()).isEqualTo(FailureCategory.TIMEOUT);
    assertThat(failure.elapsed()).isLessThan(Duration.ofSeconds(10));
    unchanged();
    assertThat(
            SHOP.read(
                "select count(*) from pg_stat_activity where query like '%pg_sleep(60)%'"
                    + " and state = 'active' and pid <> pg_backend_pid()"))
        .isEqualTo("0");
  }

  @Test
  void endsAtTheCallsOwnDeadline() {
    long start = System.nanoTime();
    ToolFailed failed =
        catchThrowableOfType(
            ToolFailed.class,
            () ->
                TOOL.call(
                    spec(config("select pg_sleep(60)"), Map.of()),
                    new ToolCall(TenantId.DEMO, Map.of(), false, "key", Duration.ofMillis(300))));
    assertThat(failed.failure().category()).isEqualTo(FailureCategory.TOOL_FAILED);
    assertThat(failed.failure().message()).contains("took too long");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void endsAQueryOnTheServerWhenItsThreadIsInterrupted() throws Exception {
    AtomicReference<AttemptFailure> failure = new AtomicReference<>();
    Thread caller =
        Thread.ofVirtual().start(() -> failure.set(failure("select pg_sleep(17)", Map.of())));
    String running =
        "select count(*) from pg_stat_activity where state = 'active' and query ="
            + " 'select pg_sleep(17)'";
    until(running, "1");
    caller.interrupt();
    assertThat(caller.join(Duration.ofSeconds(5))).isTrue();
    assertThat(failure.get().category()).isEqualTo(FailureCategory.CANCELLED);
    until(running, "0");
    assertThat(rows(BY_TAX_ID, Map.of("taxId", "PL1"))).hasSize(1);
  }

  @Test
  void waitsForNoLock() throws SQLException {
    try (Connection other = SHOP.server.access().asSuperuser("shop")) {
      other.setAutoCommit(false);
      try (var statement = other.createStatement()) {
        statement.execute("lock table shop.customers in access exclusive mode");
      }
      AttemptFailure failure = failure(BY_TAX_ID, Map.of("taxId", "PL1"));
      assertThat(failure.category()).isEqualTo(FailureCategory.OVERLOADED);
      assertThat(failure.message()).contains("A lock");
      other.rollback();
    }
    unchanged();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select repeat('x', 30000000) as big",
        "select repeat('x', 30000000)::int as quoted_in_an_error",
        "select repeat('x', 20000) as big from generate_series(1, 100)",
        "select null as a_name_that_is_rather_long_for_a_column, null as and_another_name_like_it,"
            + " repeat('x', 990) as big from generate_series(1, 1000)"
      })
  void refusesAnAnswerThatIsTooLarge(String sql) throws SQLException {
    AttemptFailure failure =
        failure(Map.of("sql", sql, "maxRows", 1000, "timeout", "PT20S"), Map.of());
    assertThat(failure.message()).contains("over 1 MiB");
    assertThat(failure.category()).isEqualTo(FailureCategory.TOOL_FAILED);
    unchanged();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\0b", "\ud800"})
  void refusesCharactersThatNoDatabaseStores(String value) {
    for (Object argument : List.of(value, List.of(value))) {
      AttemptFailure failure = failure(BY_TAX_ID, Map.of("taxId", argument));
      assertThat(failure.called()).isFalse();
      assertThat(failure.message()).contains("taxId", "no database can store");
    }
  }

  @Test
  void leavesAnEscapedNulToTheServerToRefuse() {
    Map<String, Object> arguments = Map.of("taxId", Map.of("a", "b\0"));
    assertThat(failure("select :taxId::jsonb as it", arguments).message())
        .contains("does not fit its place");
  }
}
