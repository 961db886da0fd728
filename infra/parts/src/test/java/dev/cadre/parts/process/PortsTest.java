package dev.cadre.parts.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PortsTest {

  @Test
  void givesPortsThatNoOutgoingConnectionTakes() {
    List<Integer> ports = Stream.generate(Ports::free).limit(200).toList();
    assertThat(ports).doesNotHaveDuplicates().allMatch(port -> port >= 20_000 && port < 32_768);
  }

  @Test
  void knowsAPortThatSomebodyHolds() throws IOException {
    int port = Ports.free();
    assertThat(Ports.isFree(port)).isTrue();
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(Ports.isFree(port)).isFalse();
      assertThat(Ports.answers("127.0.0.1", port)).isTrue();
    }
  }
}
