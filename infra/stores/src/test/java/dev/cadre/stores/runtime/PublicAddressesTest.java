package dev.cadre.stores.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::7f00:1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void refusesWhatIsNotOfThePublicInternet(String address) {
    InetAddress literal = InetAddress.ofLiteral(address);
    // Java turns a v4-mapped address into the v4 one that it stands for.
    boolean mappedPublic = address.equals("::ffff:8.8.8.8");
    assertThat(PublicAddresses.allowed(literal)).isEqualTo(mappedPublic);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.1",
        "100.63.255.255",
        "100.128.0.1",
        "126.0.0.1",
        "128.0.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.167.1.1",
        "192.169.1.1",
        "198.17.0.1",
        "198.20.0.1",
        "223.255.255.1",
        "2001:4860:4860::8888",
        "2606:4700:4700::1111"
      })
  void allowsThePublicInternet(String address) {
    assertThat(PublicAddresses.allowed(InetAddress.ofLiteral(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0x7f.0.0.1",
        "127.1",
        "127.0.1",
        "10.1",
        "1.2.3.4.5",
        "01.2.3.4",
        "256.1.1.1",
        "127.0.0.0x1",
        "2130706433.",
        "0"
      })
  void seesThroughNumbersInDisguise(String host) {
    assertThat(PublicAddresses.disguised(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "example.org", "8.8.8.8.", "1e100.net", "[::1]", "0x.org"})
  void takesNamesAndPlainAddressesAsTheyAre(String host) {
    assertThat(PublicAddresses.disguised(host)).isFalse();
  }
}
