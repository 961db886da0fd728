package dev.cadre.workflows.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldFormTest {

  @ParameterizedTest
  @CsvSource({
    "URL, https://id.example/oauth/token, true",
    "URL, http://127.0.0.1:8080, true",
    "URL, https://[::1]:9/x, true",
    "URL, https://user:pass@id.example/, false",
    "URL, https://id.example/?a=b, false",
    "URL, https://id.example/#f, false",
    "URL, https://id_x.example/, false",
    "URL, https://-a.example/, false",
    "URL, ftp://id.example/, false",
    "URL, https://id.example/%zz, false",
    "TOKEN, abc.def-ghi, true",
    "TOKEN, two words, false",
    "TOKEN, größe, false",
    "PASSWORD, two größe words, true",
    "USER, ann:x, false",
    "BOT_TOKEN, 123:AbC_d-e, true",
    "BOT_TOKEN, 123/../x, false",
    "HOST, mail.acme.com, true",
    "HOST, mail acme, false",
    "HOST, mail.acme.com/x, false",
    "ADDRESS, robot@acme.com, true",
    "ADDRESS, Robot <robot@acme.com>, false",
    "SECURITY, tls, true",
    "SECURITY, ssl, false",
    "HEADER, X-Api-Key, true",
    "HEADER, X Key, false"
  })
  void takesWhatIsOfTheForm(FieldForm form, String text, boolean fits) {
    assertThat(form.fits(text)).isEqualTo(fits);
  }

  @Test
  void takesListsThatAreNotEmpty() {
    assertThat(FieldForm.USERS.fits(List.of(4711, "815"))).isTrue();
    assertThat(FieldForm.USERS.fits(List.of(-5))).isFalse();
    assertThat(FieldForm.USERS.fits(List.of())).isFalse();
    assertThat(FieldForm.USERS.fits("4711")).isFalse();
    assertThat(FieldForm.ORIGINS.fits(List.of("https://erp.example", "http://x:80/"))).isTrue();
    assertThat(FieldForm.ORIGINS.fits(List.of("https://erp.example/path"))).isFalse();
    assertThat(FieldForm.SCOPES.fits(List.of("read write"))).isFalse();
  }

  @Test
  void takesPorts() {
    assertThat(FieldForm.PORT.fits(587)).isTrue();
    assertThat(FieldForm.PORT.fits(65_536)).isFalse();
    assertThat(FieldForm.PORT.fits(25.5)).isFalse();
    assertThat(FieldForm.PORT.fits("587")).isFalse();
  }

  @Test
  void namesEachKindOnce() {
    assertThat(CredentialKind.of("api_key")).contains(CredentialKind.API_KEY);
    assertThat(CredentialKind.of("API_KEY")).isEmpty();
    for (CredentialKind kind : CredentialKind.values()) {
      assertThat(kind.fields()).extracting(CredentialKind.Field::name).doesNotHaveDuplicates();
      assertThat(kind.fields().stream().filter(CredentialKind.Field::secret)).hasSize(1);
    }
  }
}
