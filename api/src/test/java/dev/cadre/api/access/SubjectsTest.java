package dev.cadre.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectsTest {

  @ParameterizedTest
  @CsvSource({
    "zoe, zoe",
    "Zoë.Doe@acme.com, zoe.doe",
    "Ada Lovelace, ada-lovelace",
    "auth0|5f7c, auth0-5f7c",
    "248289761001, u248289761001",
    "陳, u",
    "@acme, acme",
    "../../etc/passwd, etc-passwd",
    "_-x-_, x",
    "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghij-more, abcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"
  })
  void makesNamesThatFit(String theirs, String ours) {
    assertThat(Subjects.name(theirs)).isEqualTo(ours).matches(AccountBody.NAME);
  }
}
