package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.parts.process.Command;
import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code agent try} and {@code tool try} as a person types them, counted at the other side. */
@Timeout(180)
@ExtendWith(OnStack.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TryIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PATH = "/try/customers/0123456789/debt";

  private final Stack stack;

  TryIT(Stack stack) {
    this.stack = stack;
  }

  @BeforeAll
  void setUp() {
    stack
        .owner()
        .post(
            "/v1/tools",
            """
            {"name": "try-debt", "type": "HTTP_GET", "description": "A tool of the test's own.",
             "config": {"url": "%s/try/customers/{taxId}/debt"}, "idempotent": false,
             "input": {"type": "object", "required": ["taxId"], "additionalProperties": false,
                       "properties": {"taxId": {"type": "string", "pattern": "^[0-9]{10}$"}}}}\
            """
                .formatted(stack.origin()))
        .expect(201);
  }

  private Command.Outcome typed(String... words) throws IOException, InterruptedException {
    return stack.cadre(PATIENCE, words);
  }

  private long calls(String path) {
    return stack.providers().ledger().stream().filter(call -> call.path().equals(path)).count();
  }

  @Test
  void saysFirstAndCallsAToolOnlyThen() throws Exception {
    long before = calls(PATH);
    Command.Outcome said = typed("tool", "try", "try-debt", "--with", "taxId=0123456789");
    assertThat(said.ok()).as(said.tail()).isTrue();
    assertThat(String.join("\n", said.output()))
        .contains("HTTP_GET", "/try/customers/{taxId}/debt", "0 USD", "--go");
    assertThat(calls(PATH)).isEqualTo(before);

    stack.providers().script(Match.path(PATH), Fault.answer().withBody("{\"owes\": 1840}"));
    Command.Outcome called = typed("tool", "try", "try-debt", "--with", "taxId=0123456789", "--go");
    assertThat(called.ok()).as(called.tail()).isTrue();
    assertThat(String.join("\n", called.output())).contains("1840");
    assertThat(calls(PATH)).isEqualTo(before + 1);
  }

  @Test
  void callsNothingWhereTheArgumentsDoNotFit() throws Exception {
    long before = calls(PATH);
    Command.Outcome wrong = typed("tool", "try", "try-debt", "--with", "taxId=12", "--go");
    assertThat(wrong.exit()).isEqualTo(1);
    assertThat(String.join("\n", wrong.output())).contains("TOOL_FAILED", "/taxId", "pattern");
    assertThat(typed("tool", "try", "try-debt", "--go").exit()).isEqualTo(3);
    assertThat(typed("tool", "try", "no-such-tool").exit()).isEqualTo(3);
    assertThat(calls(PATH)).isEqualTo(before);
  }

  @Test
  void saysHowACallFailedAndWhatToDo() throws Exception {
    stack.providers().script(Match.path(PATH), Fault.status(404));
    Command.Outcome failed = typed("tool", "try", "try-debt", "--with", "taxId=0123456789", "--go");
    assertThat(failed.exit()).isEqualTo(1);
    assertThat(String.join("\n", failed.output()))
        .contains("TOOL_FAILED", "404", "./cadre tool show try-debt", "./cadre plan show");
  }

  @Test
  void asksAnAgent() throws Exception {
    stack.providers().script(Match.any(), Fault.answer("Tea, briefly."));
    String[] words = {"agent", "try", "summarizer", "Sum up {{ this }}"};
    Command.Outcome said = typed(words);
    assertThat(String.join("\n", said.output())).contains(" USD a call", "--go");

    Command.Outcome asked = typed("agent", "try", "summarizer", "Sum up {{ this }}", "--go");
    assertThat(asked.ok()).as(asked.tail()).isTrue();
    assertThat(asked.output()).contains("Tea, briefly.");
  }
}
