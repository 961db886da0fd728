package dev.cadre.workflows.expression;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegexSizeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "abc | 3",
        "a{3}b | 4",
        "(ab){10} | 20",
        "((a{10}){10}){10} | 1000",
        "\\d{4}-\\d{2} | 7",
        "a{2,5} | 5",
        "(a(b{3})c){2} | 10",
        "a)b | 2",
        "(a | 1"
      })
  void multipliesRepetitionsOut(String regex, long size) {
    assertThat(RegexSize.of(regex)).isEqualTo(size);
  }
}
