package dev.cadre.api.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

class RemoteAddressesTest {

  private static String address(String peer, List<String> trusted, String... forwarded) {
    List<Network> networks = trusted.stream().map(Network::valueOf).toList();
    var request =
        MockServerHttpRequest.get("/")
            .remoteAddress(new InetSocketAddress(InetAddress.ofLiteral(peer), 5_000));
    Stream.of(forwarded).forEach(line -> request.header("X-Forwarded-For", line));
    var addresses = new RemoteAddresses(new HttpSettings(null, null, null, null, networks));
    return Objects.requireNonNull(addresses.of(MockServerWebExchange.from(request)))
        .getHostAddress();
  }

  @Test
  void believesNobodyByDefault() {
    assertThat(address("192.0.2.1", List.of(), "198.51.100.1")).isEqualTo("192.0.2.1");
    assertThat(address("192.0.2.1", List.of("10.0.0.0/8"), "198.51.100.1")).isEqualTo("192.0.2.1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "198.51.100.1                          | 198.51.100.1",
        "203.0.113.9, 198.51.100.1             | 198.51.100.1",
        "127.0.0.1, 198.51.100.1               | 198.51.100.1",
        "198.51.100.1, 10.1.2.3                | 198.51.100.1",
        "10.9.9.9, 10.1.2.3                    | 10.9.9.9",
        "198.51.100.1:4711                     | 198.51.100.1",
        "[2001:db8::1]:4711                    | 2001:db8:0:0:0:0:0:1",
        "2001:db8::1                           | 2001:db8:0:0:0:0:0:1",
        "::ffff:10.1.2.3                       | 10.1.2.3",
        "198.51.100.1, unknown                 | 10.0.0.1",
        "198.51.100.1, localhost               | 10.0.0.1",
        "198.51.100.1,                         | 10.0.0.1",
        "198.51.100.1, bad, 10.1.2.3           | 10.1.2.3"
      })
  void readsWhatTrustedProxiesWroteFromTheEnd(String forwarded, String expected) {
    assertThat(address("10.0.0.1", List.of("10.0.0.0/8"), forwarded)).isEqualTo(expected);
  }

  @Test
  void readsAllLinesOfTheHeaderAsOne() {
    assertThat(address("10.0.0.1", List.of("10.0.0.0/8"), "203.0.113.9", "198.51.100.1, 10.0.0.2"))
        .isEqualTo("198.51.100.1");
    assertThat(address("10.0.0.1", List.of("10.0.0.1"))).isEqualTo("10.0.0.1");
  }

  @Test
  void knowsWhichAddressesANetworkHolds() {
    Network twenty = Network.valueOf("172.16.0.0/12");
    assertThat(twenty.holds(InetAddress.ofLiteral("172.31.255.255"))).isTrue();
    assertThat(twenty.holds(InetAddress.ofLiteral("172.32.0.0"))).isFalse();
    assertThat(twenty.holds(InetAddress.ofLiteral("::1"))).isFalse();
    assertThat(Network.valueOf("::1").holds(InetAddress.ofLiteral("::1"))).isTrue();
    assertThat(Network.valueOf("0.0.0.0/0").holds(InetAddress.ofLiteral("8.8.8.8"))).isTrue();
    for (String none : List.of("10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "example.com", "")) {
      assertThatThrownBy(() -> Network.valueOf(none)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
