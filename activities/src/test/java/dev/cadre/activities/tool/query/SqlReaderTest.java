package dev.cadre.activities.tool.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.activities.tool.query.NamedSql.NotReadable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlReaderTest {

  @Test
  void turnsNamesIntoPlaces() throws NotReadable {
    NamedSql sql = NamedSql.of("select * from t where a = :taxId and b < :max_2 or c = :taxId;");
    assertThat(sql.text()).isEqualTo("select * from t where a = ? and b < ? or c = ?");
    assertThat(sql.names()).isEqualTo(List.of("taxId", "max_2", "taxId"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select ':a'",
        "select ':a '' :b'",
        "select '\\' as c",
        "select E':a \\' :b \\\\'",
        "select e'it''s :a'",
        "select U&':a \\0041'",
        "select \":a \"\" :b\" from t",
        "select $$:a ' :b$$",
        "select $x$:a $y$ :b $$ $x$",
        "select a$b$ :: int, c$d$ from t",
        "select '1'::int, t.a::text, '{1}'::int[]",
        "select a[1:2], f(b := 1), 5:3",
        "select 'what? :a'"
      })
  void leavesWhatIsNoParameter(String sql) throws NotReadable {
    assertThat(NamedSql.of(sql)).isEqualTo(new NamedSql(sql, List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select 1 -- :a ; it's | select 1",
        "select /* :a /* ; */ ' */ :b | select   ?",
        "select :a::int[] | select ?::int[]",
        "select 'x'':a', :b | select 'x'':a', ?",
        "select E'\\\\':b | select E'\\\\'?",
        "select 1 where :a is null or :b IS  NOT NULL | select 1 where ?::text is null or ?::text IS"
            + "  NOT NULL",
        "select a ? 'b' from t where c = :d | select a ?? 'b' from t where c = ?",
        "( select :a ) ; -- end | ( select ? )"
      })
  void knowsWhereOneEnds(String sql, String text) throws NotReadable {
    assertThat(NamedSql.of(sql).text().strip()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select 1; drop table t | more than one statement",
        "select 1;; | more than one statement",
        "select ''';'; commit | more than one statement",
        "update t set a = 1 | must begin with select",
        "/* select */ set role postgres | must begin with select",
        "; select 1 | more than one statement",
        "copy t to program 'id' | must begin with select",
        "do $$begin end$$ | must begin with select",
        "explain analyze select 1 | must begin with select",
        "select 'a | quote without an end",
        "select E'a\\' | quote without an end",
        "select \"a | quote without an end",
        "select $a$ b $$ | dollar quote without an end",
        "select /* /* */ 1 | comment without an end",
        "select $1 | not written as :name",
        "'' | must begin with select"
      })
  void refusesWhatIsNotOneReadingStatement(String sql, String why) {
    assertThatThrownBy(() -> NamedSql.of(sql))
        .isInstanceOf(NotReadable.class)
        .hasMessageContaining(why);
  }

  @Test
  void refusesANul() {
    assertThatThrownBy(() -> NamedSql.of("select '\0'")).hasMessageContaining("NUL");
  }

  @Test
  void readsALongStringWithoutRunningOutOfStack() throws NotReadable {
    String sql = "select '" + "it''s :a ".repeat(200_000) + "'";
    assertThat(NamedSql.of(sql).text()).isEqualTo(sql);
  }
}
