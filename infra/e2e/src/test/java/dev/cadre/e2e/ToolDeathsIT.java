package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The worker dies in the middle of a talk between a model and its tools: the talk goes on where it
 * was, no turn is asked for twice that was written, and no tool with effects is called twice.
 */
@Timeout(180)
@ExtendWith(OnFailingStack.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToolDeathsIT {

  private static final String MODEL = "gpt-5.6-luna";

  private final Stack stack;

  ToolDeathsIT(Stack stack) {
    this.stack = stack;
  }

  /**
   * A moment, and what must follow.
   *
   * @param at the tool, or the provider of the model
   * @param tool that the model asks for
   * @param turns how often the model is called
   * @param calls how often the tool is
   */
  private record Death(String point, String at, String tool, int turns, int calls) {}

  static List<Death> deaths() {
    List<Death> all =
        List.of(
            new Death("ANSWERED", "look-up", "look-up", 2, 2),
            new Death("ANSWERED", "send-off", "send-off", 2, 1),
            new Death("RECORDED", "openai", "look-up", 2, 1),
            new Death("RECORDED", "send-off", "send-off", 2, 1),
            new Death("ANSWERED", "openai", "look-up", 3, 1),
            new Death("BEGUN", "look-up", "look-up", 2, 1));
    return Soak.on() ? all : all.subList(0, 3);
  }

  @BeforeAll
  void setUp() {
    tool("look-up", "HTTP_GET", true);
    tool("send-off", "HTTP_POST", false);
    stack
        .owner()
        .post(
            "/v1/agents",
            """
            {"name": "mortal", "title": "Mortal", "department": "test",
             "description": "Works on whatever dies.", "capabilities": ["work"],
             "instructions": "You do what is asked for, by your tools.",
             "route": ["openai/%s"], "tools": ["look-up", "send-off"]}\
            """
                .formatted(MODEL))
        .expect(201);
  }

  private void tool(String name, String type, boolean idempotent) {
    stack
        .owner()
        .post(
            "/v1/tools",
            """
            {"name": "%1$s", "type": "%2$s", "description": "A tool of the test's own.",
             "config": {"url": "%3$s/%1$s/{what}"}, "idempotent": %4$s, "offered": true,
             "input": {"type": "object", "required": ["what"], "additionalProperties": false,
                       "properties": {"what": {"type": "string"}}}}\
            """
                .formatted(name, type, stack.origin(), idempotent))
        .expect(201);
  }

  @ParameterizedTest
  @MethodSource("deaths")
  void goesOnWhereItWas(Death death) {
    String what = (death.point() + "-" + death.at()).toLowerCase(Locale.ROOT);
    Fault ask = Fault.asking(death.tool(), "{\"what\": \"" + what + "\"}");
    // What dies before it is written is asked for again.
    Fault[] turns =
        death.turns() == 3
            ? new Fault[] {ask, ask, Fault.answer("Done.")}
            : new Fault[] {ask, Fault.answer("Done.")};
    stack.providers().script(Match.model(MODEL), turns);
    long before = stack.providers().calls(MODEL);
    ArmedPoint point = ArmedPoint.kill(stack, death.point(), death.at());

    PlanRun plan =
        stack
            .requester()
            .submit(
                """
                name: talk
                steps:
                  - { id: ask, kind: agent, agent: mortal, prompt: Do it. }
                result: "{{ steps.ask.output }}"
                """);
    Instant died = point.await();
    plan.await("COMPLETED");

    assertThat(plan.result()).isEqualTo("Done.");
    assertThat(stack.providers().calls(MODEL) - before).isEqualTo(death.turns());
    assertThat(
            stack.providers().ledger().stream()
                .filter(call -> call.path().equals("/" + death.tool() + "/" + what)))
        .hasSize(death.calls());
    Inspection.of(stack).plans(plan).crashes(died).mustHold(1);
  }
}
