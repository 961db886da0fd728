package dev.cadre.stores.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of an address by its text alone. */
class ModelAddressesTest {

  private final ModelAddresses addresses =
      new ModelAddresses(Set.of("http://10.0.0.7:4000", " https://LOCALHOST ", ""));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://models.acme.com",
        "https://models.acme.com/",
        "https://models.acme.com:8443/openai/v1",
        "https://8.8.8.8/v1",
        "https://[2606:4700:4700::1111]/v1",
        "http://10.0.0.7:4000/v1",
        "https://localhost/v1"
      })
  void takesPublicHttpsAndWhatIsAllowed(String address) {
    assertThat(addresses.wrong(address)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://models.acme.com/v1, is not https",
    "http://10.0.0.7/v1, is not https",
    "https://10.0.0.7:4000/v1, no public address",
    "https://127.0.0.1/v1, no public address",
    "https://127.1/v1, begins with https",
    "https://2130706433/v1, no public address",
    "https://0x7f000001/v1, no public address",
    "https://0177.0.0.1/v1, no public address",
    "https://169.254.169.254/latest, no public address",
    "https://[::1]/v1, no public address",
    "https://[::ffff:127.0.0.1]/v1, no public address",
    "https://[fe80::1%25eth0]/v1, no public address",
    "https://localhost:8080/v1, no public address",
    "https://api.localhost./v1, no public address",
    "https://u:p@models.acme.com/v1, 'no user, query or fragment'",
    "https://models.acme.com/v1?key=1, 'no user, query or fragment'",
    "https://models.acme.com/v1#a, 'no user, query or fragment'",
    "https://models.acme.com//10.0.0.1/v1, an empty part",
    "https://models.acme.com:99999/v1, begins with https",
    "ftp://models.acme.com/v1, begins with https",
    "file:///etc/passwd, begins with https",
    "mailto:a@b.c, begins with https",
    "models.acme.com/v1, begins with https",
    "https:///v1, begins with https",
    "https://a b/v1, ASCII",
    "'', ASCII",
    "https://mod\u00e9ls.acme.com/v1, ASCII",
    "https://models.acme.com/{a}, cannot be read"
  })
  void saysWhatIsWrong(String address, String what) {
    assertThat(addresses.wrong(address))
        .hasValueSatisfying(said -> assertThat(said).contains(what));
  }

  @Test
  void takesNothingThatIsLongerThan500() {
    String most = "https://models.acme.com/" + "a".repeat(476);
    assertThat(addresses.wrong(most)).isEmpty();
    assertThat(addresses.wrong(most + "a")).isPresent();
  }

  @Test
  void namesTheOriginAndTheSettingThatAllowsIt() {
    assertThat(addresses.wrong("http://10.0.0.8:4000/v1").orElseThrow())
        .contains("http://10.0.0.8:4000 to CADRE_MODELS_ALLOW");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.7:4000", "localhost:4000", "ftp://a", "http://u:p@a", "http:///"})
  void refusesWhatIsNoOrigin(String origin) {
    assertThatIllegalArgumentException().isThrownBy(() -> new ModelAddresses(Set.of(origin)));
  }
}
