package dev.cadre.activities.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses tools reach: public ones by https, and nothing else that nobody has allowed. */
class HttpGuardTest {

  private final AtomicInteger reached = new AtomicInteger();
  private final ToolHttp http = new ToolHttp(new HttpToolSettings(Set.of()));
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          reached.incrementAndGet();
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    http.close();
  }

  /** The client waits for each in turn, whatever the deadline. */
  @Test
  void triesFewOfTheAddressesOfAName() throws UnknownHostException {
    InetAddress[] many = new InetAddress[300];
    for (int i = 0; i < many.length; i++) {
      many[i] = InetAddress.getByAddress(new byte[] {(byte) 203, 1, (byte) (i / 256), (byte) i});
    }
    assertThat(new GuardedResolver(all(many)).resolve("many.example")).hasSize(3);
  }

  private static DnsResolver all(InetAddress... addresses) {
    return new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) {
        return addresses;
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return host;
      }
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/", "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/",
        "https://2130706433/", "https://0177.0.0.1/", "https://user@example.org/", "file:///etc",
        "https://[::ffff:10.0.0.1]/", "not a url"
      })
  void refusesWhatIsNotPublicHttps(String url) {
    AttemptFailure failure = HttpCalls.failure(http, "http-get", url, true, Map.of());
    assertThat(failure.category()).isEqualTo(FailureCategory.TOOL_FAILED);
    assertThat(failure.called()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "http://example.org/a?b=c, http://example.org:80",
    "https://127.0.0.1/, https://127.0.0.1:443",
    "https://[::1]:8443/, https://[::1]:8443"
  })
  void namesTheSettingAndTheOriginToAllow(String url, String origin) {
    assertThat(HttpCalls.failure(http, "http-get", url, true, Map.of()).message())
        .contains("add " + origin + " to the worker's CADRE_TOOLS_HTTP_ALLOW");
  }

  @Test
  void connectsOnlyToWhatWasCheckedThoughTheNameAnswersDifferentlyEachTime() {
    List<String> asked = new CopyOnWriteArrayList<>();
    DnsResolver flipping =
        new DnsResolver() {
          @Override
          public InetAddress[] resolve(String host) throws UnknownHostException {
            asked.add(host);
            return new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")};
          }

          @Override
          public String resolveCanonicalHostname(String host) {
            return host;
          }
        };
    try (ToolHttp guarded = new ToolHttp(new HttpToolSettings(Set.of()), flipping)) {
      String url = "https://rebind.example:" + server.getAddress().getPort() + "/200";
      AttemptFailure failure = HttpCalls.failure(guarded, "http-get", url, true, Map.of());
      assertThat(failure.called()).isFalse();
      assertThat(failure.message()).contains("add https://rebind.example:", "TOOLS_HTTP_ALLOW");
    }
    assertThat(asked).containsExactly("rebind.example");
    assertThat(reached).hasValue(0);
  }
}
