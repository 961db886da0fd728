package dev.cadre.local;

import dev.cadre.cli.Table;
import dev.cadre.parts.process.Part;
import dev.cadre.parts.process.PidFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** What runs, where, and whether it is ready. */
@Command(
    name = "status",
    description = "Each part: process id, address, whether it is ready. Exits with 0 if all are.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

  private final StateFolder state;
  private final PrintWriter out;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  StatusCommand(StateFolder state, PrintWriter out) {
    this.state = state;
    this.out = out;
  }

  private record Row(String part, @Nullable Long pid, String address, boolean ready) {}

  @Override
  public Integer call() throws IOException {
    Settings settings =
        Files.exists(state.running())
            ? Settings.read(Map.of(), state.running())
            : Settings.read(System.getenv(), state.settings());
    Stack stack = new Launch(state, out::println).stack(settings);
    List<Row> rows = stack.all().parallelStream().map(this::row).toList();
    if (json) {
      out.println(JsonMapper.builder().build().writeValueAsString(Map.of("parts", maps(rows))));
    } else {
      Table table = new Table("PART", "PID", "READY", "ADDRESS");
      for (Row row : rows) {
        String pid = row.pid() == null ? "-" : row.pid().toString();
        table.row(row.part(), pid, row.ready() ? "yes" : "no", row.address());
      }
      out.print(table);
    }
    out.flush();
    return rows.stream().allMatch(Row::ready) ? 0 : 1;
  }

  private Row row(Part part) {
    Long pid = new PidFile(state.run(), part.name()).find().map(ProcessHandle::pid).orElse(null);
    boolean ready = (pid != null || !Stack.ours(part)) && part.ready();
    return new Row(part.name(), pid, part.address(), ready);
  }

  private static List<Map<String, @Nullable Object>> maps(List<Row> rows) {
    return rows.stream()
        .map(row -> {
          Map<String, @Nullable Object> map = new LinkedHashMap<>();
          map.put("part", row.part());
          map.put("pid", row.pid());
          map.put("address", row.address());
          map.put("ready", row.ready());
          return map;
        })
        .toList();
  }
}
