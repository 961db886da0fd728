package dev.cadre.activities.tool.query;

import static dev.cadre.activities.tool.query.Queries.BY_TAX_ID;
import static dev.cadre.activities.tool.query.Queries.SHOP;
import static dev.cadre.activities.tool.query.Queries.call;
import static dev.cadre.activities.tool.query.Queries.rows;
import static dev.cadre.activities.tool.query.Queries.unchanged;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryToolIT {

  @Test
  void readsTheRowsThatFit() {
    assertThat(call(BY_TAX_ID, Map.of("taxId", "PL1")))
        .isEqualTo(Map.of("rows", List.of(Map.of("id", 1L, "name", "Ann")), "truncated", false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "' or '1'='1",
        "'; drop table shop.customers; --",
        "PL1' union select 1, 'x' --",
        "$1",
        ":taxId",
        "\\' or true --",
        "?"
      })
  void takesWhatLooksLikeSqlAsAValue(String value) throws SQLException {
    assertThat(rows(BY_TAX_ID, Map.of("taxId", value))).isEmpty();
    assertThat(rows("select :taxId as it", Map.of("taxId", value)))
        .isEqualTo(List.of(Map.of("it", value)));
    unchanged();
  }

  @Test
  void findsTheRowThatHoldsSql() {
    assertThat(rows(BY_TAX_ID, Map.of("taxId", "x' or '1'='1"))).hasSize(1);
  }

  @Test
  void bindsEveryKindOfValueAsItsPlaceAsks() {
    assertThat(
            rows(
                "select name from shop.customers where due = :due and id = :id and id = any(:ids)"
                    + " and :flag and :o::jsonb ->> 'a' = :text and (:none is null or tax_id ="
                    + " :none) and coalesce(:none, id) = 1",
                Map.of(
                    "due",
                    "2026-01-31",
                    "id",
                    1,
                    "ids",
                    List.of(1L, 7),
                    "flag",
                    true,
                    "o",
                    Map.of("a", "b"),
                    "text",
                    "b")))
        .isEqualTo(List.of(Map.of("name", "Ann")));
  }

  @Test
  void keepsQuotesInLists() {
    List<String> list = List.of("a\"b", "c\\d", "{e}", "NULL", "f,g", "");
    assertThat(rows("select :list::text[] as list", Map.of("list", list)))
        .isEqualTo(List.of(Map.of("list", list)));
  }

  @Test
  void givesPlainValues() {
    Map<String, @Nullable Object> row =
        rows(
                """
                select 9223372036854775807 as l, 2::int2 as s, 0.1::float8 as d, 'NaN'::float8 as nan,
                  12345678901234567890.10::numeric as n, true as t, null::int as none, 'é' as text,
                  '2026-01-31 10:00:00.5+02'::timestamptz as at, timestamp '2026-01-31 10:00' as local,
                  date '2026-01-31' as day, 'infinity'::timestamptz as ever, time '10:00' as time,
                  '10:00+05:30'::timetz as there, interval '1 day 2 hours' as span,
                  '{"a": [1, 2.5, null, 123456789012345678901]}'::jsonb as json,
                  array[[1, null], [2, 3]] as grid, array[1.50, 2] as money,
                  array['a b', null] as texts,
                  '0190b6b4-0000-7000-8000-000000000000'::uuid as id, int4range(1, 5) as range,
                  array[date '2026-01-31'] as days
                """,
                Map.of())
            .getFirst();
    Map<String, @Nullable Object> expected = new TreeMap<>();
    expected.put("l", Long.MAX_VALUE);
    expected.put("s", 2L);
    expected.put("d", 0.1);
    expected.put("nan", "NaN");
    expected.put("n", "12345678901234567890.10");
    expected.put("t", true);
    expected.put("none", null);
    expected.put("text", "é");
    expected.put("at", "2026-01-31T08:00:00.5Z");
    expected.put("local", "2026-01-31T10:00:00");
    expected.put("day", "2026-01-31");
    expected.put("ever", "infinity");
    expected.put("time", "10:00:00");
    expected.put("there", "10:00:00+05:30");
    expected.put("span", "P1DT2H");
    List<@Nullable Object> numbers = new ArrayList<>(List.of(1L, 2.5));
    numbers.add(null);
    numbers.add("123456789012345678901");
    expected.put("json", Map.of("a", numbers));
    List<@Nullable Object> first = new ArrayList<>(List.of(1L));
    first.add(null);
    expected.put("grid", List.of(first, List.of(2L, 3L)));
    expected.put("money", List.of("1.50", "2"));
    List<@Nullable Object> texts = new ArrayList<>(List.of("a b"));
    texts.add(null);
    expected.put("texts", texts);
    expected.put("id", "0190b6b4-0000-7000-8000-000000000000");
    expected.put("range", "[1,5)");
    expected.put("days", "{2026-01-31}");
    assertThat(row).isEqualTo(expected);
  }

  @Test
  void leavesNoLockBehind() throws SQLException {
    call("select pg_advisory_lock(4711)", Map.of());
    assertThat(SHOP.read("select count(*) from pg_locks where locktype = 'advisory'"))
        .isEqualTo("0");
  }

  @Test
  void leavesNoSettingBehind() {
    call("select set_config('app.tenant_id', 'other', false)", Map.of());
    assertThat(rows("select coalesce(current_setting('app.tenant_id', true), '') as it", Map.of()))
        .isEqualTo(List.of(Map.of("it", "")));
  }

  @Test
  void saysThatThereAreMoreRows() {
    String sql = "select n from generate_series(1, :n::int) n order by n";
    Map<String, Object> config = Map.of("sql", sql, "maxRows", 3);
    assertThat(call(config, Map.of("n", 3))).containsEntry("truncated", false);
    assertThat(call(config, Map.of("n", 4)))
        .containsEntry("truncated", true)
        .containsEntry("rows", List.of(Map.of("n", 1L), Map.of("n", 2L), Map.of("n", 3L)));
    String endless =
        "select a from generate_series(1, 9999) a, generate_series(1, 9999) b,"
            + " generate_series(1, 9999) c";
    Map<String, Object> many = call(endless, Map.of());
    assertThat((List<?>) many.get("rows")).hasSize(100);
  }

  @Test
  void countsTheAnswersOfOneQueryOnly() {
    for (int i = 0; i < 20; i++) {
      assertThat(rows("select repeat('x', 200000) as big", Map.of())).hasSize(1);
    }
  }
}
