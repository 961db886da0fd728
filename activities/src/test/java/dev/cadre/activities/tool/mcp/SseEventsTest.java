package dev.cadre.activities.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseEventsTest {

  private static List<String> read(String stream) throws IOException {
    SseEvents events =
        new SseEvents(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)));
    List<String> read = new ArrayList<>();
    for (byte[] event = events.next(); event != null; event = events.next()) {
      read.add(new String(event, StandardCharsets.UTF_8));
    }
    return read;
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void readsLinesOfEveryEnd(String end) throws IOException {
    String stream = ": hi|id: 1|data: é1|data:2||data||event: message|data:  3||";
    assertThat(read(stream.replace("|", end))).containsExactly("é1\n2", " 3");
  }

  @Test
  void leavesOutOtherTypesAndWhatDoesNotEnd() throws IOException {
    assertThat(read("event: ping\ndata: 1\n\ndatum: 2\n\ndata: 3\nretry: 9\n\ndata: 4\n"))
        .containsExactly("3");
  }
}
