package dev.cadre.activities.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.workflows.tenant.TenantId;
import dev.cadre.workflows.tool.ToolSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments stay in their places, whatever a model writes. */
class HttpAddressTest {

  private static final String URL = "https://erp.example/customers/{id}/debt";

  private static HttpAddress address(Map<String, ?> config, Map<String, ?> arguments) {
    ToolSpec tool =
        new ToolSpec("t", 1, "HTTP_GET", "d", Map.copyOf(config), Map.of(), null, true, true);
    return HttpAddress.of(
        tool, new ToolCall(TenantId.DEMO, arguments, true, "key", Duration.ofSeconds(1)));
  }

  @ParameterizedTest
  @CsvSource({
    "0123, https://erp.example/customers/0123/debt",
    "a b, https://erp.example/customers/a%20b/debt",
    "../../admin, https://erp.example/customers/..%2F..%2Fadmin/debt",
    "1?x=2#y, https://erp.example/customers/1%3Fx%3D2%23y/debt",
    "@evil.example, https://erp.example/customers/%40evil.example/debt",
    "{id}, https://erp.example/customers/%7Bid%7D/debt",
    "$1, https://erp.example/customers/%241/debt"
  })
  void encodesWhatFillsAPlace(String value, String address) {
    assertThat(address(Map.of("url", URL), Map.of("id", value)).uri()).hasToString(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", ".."})
  void refusesWhatWouldTakeAPartOfThePathAway(String value) {
    assertThatThrownBy(() -> address(Map.of("url", URL), Map.of("id", value)))
        .isInstanceOf(ToolFailed.class)
        .hasMessageContaining("must not be empty or a dot");
  }

  @Test
  void needsATextOrANumberInEachPlace() {
    assertThat(address(Map.of("url", URL), Map.of("id", 7L)).uri()).hasPath("/customers/7/debt");
    assertThatThrownBy(() -> address(Map.of("url", URL), Map.of())).isInstanceOf(ToolFailed.class);
    assertThatThrownBy(() -> address(Map.of("url", URL), Map.of("id", List.of("7"))))
        .isInstanceOf(ToolFailed.class);
  }

  @Test
  void putsWhatIsLeftIntoTheQuery() {
    HttpAddress address = address(Map.of("url", URL), Map.of("id", "7", "since", "a&b=c"));
    assertThat(address.rest()).isEqualTo(Map.of("since", "a&b=c"));
    assertThat(address.withQuery().uri())
        .hasToString("https://erp.example/customers/7/debt?since=a%26b%3Dc");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://{id}.example/x",
        "https://{id}/x",
        "{id}",
        "ftp://erp.example/{id}",
        "https://erp.example?x={id}"
      })
  void takesOnlyAnAddressWhoseHostIsFixed(String url) {
    assertThatThrownBy(() -> address(Map.of("url", url), Map.of("id", "evil")))
        .isInstanceOf(ToolFailed.class);
  }

  @Test
  void callsOnlyTheOriginsThatAreListed() {
    Map<String, ?> config = Map.of("origins", List.of("https://a.example:443"));
    assertThat(address(config, Map.of("url", "https://a.example/x")).uri()).hasHost("a.example");
    for (String url :
        List.of("https://b.example/", "http://a.example/", "https://a.example:8443/")) {
      assertThatThrownBy(() -> address(config, Map.of("url", url)))
          .isInstanceOf(ToolFailed.class)
          .hasMessageContaining("may not call");
    }
  }
}
