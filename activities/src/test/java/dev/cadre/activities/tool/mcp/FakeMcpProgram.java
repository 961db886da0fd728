package dev.cadre.activities.tool.mcp;

import dev.cadre.stores.runtime.Json;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * A server of MCP as a program. Its argument is a file that holds the method and the fault that
 * comes at it; the file is taken away by the process that it strikes, so the next one is well.
 */
final class FakeMcpProgram {

  private static final PrintStream OUT =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

  private static final OpenOption[] APPENDED = {
    StandardOpenOption.CREATE, StandardOpenOption.APPEND
  };

  private FakeMcpProgram() {}

  public static void main(String[] arguments) throws Exception {
    Path faults = Path.of(arguments[0]);
    Files.writeString(
        faults.resolveSibling("pids"), ProcessHandle.current().pid() + "\n", APPENDED);
    Files.writeString(
        faults.resolveSibling("environment"), String.join(" ", System.getenv().keySet()));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Map<String, Object> message = Json.object(line.getBytes(StandardCharsets.UTF_8));
      Files.writeString(faults.resolveSibling("seen"), line + "\n", APPENDED);
      String fault = fault(faults, message);
      if (!fault.isEmpty()) {
        strike(fault, message, faults.resolveSibling("written"));
      } else if (message.containsKey("id") && message.containsKey("method")) {
        OUT.print(FakeMcp.answer(message) + "\n");
        OUT.flush();
      }
    }
  }

  /** The one at this message; empty for none. */
  private static String fault(Path file, Map<String, Object> message) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    String[] words = Files.readString(file).split(" ");
    if (!words[0].equals(message.get("method"))) {
      return "";
    }
    Files.delete(file);
    return words[1];
  }

  private static void strike(String fault, Map<String, Object> message, Path written)
      throws Exception {
    switch (fault) {
      case "hang" -> {}
      case "exit" -> System.exit(3);
      case "close" -> OUT.close();
      case "garbage" -> say("canary");
      case "stranger" -> say(FakeMcp.answer(message, 77L));
      case "log" -> {
        System.err.println("a line of its log\n2026-01-01 INFO forged \u001b[31m");
        System.err.flush();
        say(FakeMcp.answer(message));
      }
      case "asks" -> {
        say("{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"sampling/createMessage\"}");
        say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}");
        say(FakeMcp.answer(message));
      }
      case "flood" -> flood(OUT, "canary", written);
      case "notes" ->
          flood(OUT, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\"}\n", written);
      case "errors" -> flood(System.err, "canary\n", written);
      case "late" -> {
        // Answers only after the call was given up, and is still of use.
        Thread.sleep(2500);
        say(FakeMcp.answer(message));
      }
      default -> throw new IllegalArgumentException(fault);
    }
  }

  private static void say(String line) {
    OUT.print(line + "\n");
    OUT.flush();
  }

  /** Leaves a byte in a file for each thousand that it got rid of. */
  private static void flood(OutputStream out, String piece, Path written) throws IOException {
    byte[] bytes = piece.repeat(10_000 / piece.length()).getBytes(StandardCharsets.UTF_8);
    for (long count = 0; count < 100_000_000; count += bytes.length) {
      out.write(bytes);
      out.flush();
      Files.writeString(written, ".".repeat(bytes.length / 1_000), APPENDED);
    }
  }
}
