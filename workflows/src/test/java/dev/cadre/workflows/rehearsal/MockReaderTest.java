package dev.cadre.workflows.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.plan.Plan;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be said of a plan's steps, and what may not. */
class MockReaderTest {

  private static final Plan PLAN =
      Plays.plan(
          """
          steps:
            - { id: draft, kind: agent, agent: w, prompt: A }
            - { id: facts, kind: agent, agent: w, prompt: A, output: { schema: { type: object } } }
            - { id: post, kind: tool, tool: http-post, arguments: { url: u } }
            - { id: review, kind: gate, title: T }
            - { id: paid, kind: wait, signal: paid }
            - { id: pick, kind: choice, when: "true", then: [], else: [] }
            - { id: joined, kind: aggregate, strategy: concat, dependsOn: [draft] }
            - { id: best, kind: aggregate, strategy: pick_best, dependsOn: [draft], by: "1" }
            - { id: judged, kind: aggregate, strategy: pick_best, dependsOn: [draft], agent: w }
            - { id: short, kind: aggregate, strategy: summarize, dependsOn: [draft], agent: w }
            - { id: moods, kind: map, over: "[1]", step: { id: mood, kind: agent, agent: w, prompt: A } }
          """);

  private static final SchemaCheck OBJECTS =
      (_, value) -> value instanceof java.util.Map ? "" : "the whole: no object";

  private static List<String> problems(String mocks) {
    return MockReader.read(Plays.tree(mocks), PLAN, OBJECTS).problems().stream()
        .map(problem -> problem.code() + " " + problem.pointer())
        .toList();
  }

  @Test
  void takesWhatFits() {
    MockReader.Reading reading =
        MockReader.read(
            Plays.tree(
                """
                plan: {}
                outputs: { draft: text, facts: {}, post: { status: 201 }, judged: null, short: text }
                items: { mood: [good, bad] }
                decisions: { review: REJECT }
                failures: { pick: EXPRESSION_ERROR, moods: CHAIN_EXHAUSTED, paid: TIMEOUT }
                signals: { paid: [1] }
                """),
            PLAN,
            OBJECTS);

    assertThat(reading.problems()).isEmpty();
    assertThat(reading.mocks().outputs().get("post"))
        .hasToString("{status=201, headers={}, body=null}");
    assertThat(reading.mocks().items()).containsEntry("mood", List.of("good", "bad"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ output: {} } | UNKNOWN_FIELD /output",
        "{ outputs: [] } | WRONG_TYPE /outputs",
        "{ outputs: { drafd: x } } | UNKNOWN_STEP /outputs/drafd",
        "{ outputs: { draft: 1 } } | WRONG_TYPE /outputs/draft",
        "{ outputs: { draft: null } } | WRONG_TYPE /outputs/draft",
        "{ outputs: { facts: text } } | WRONG_TYPE /outputs/facts",
        "{ outputs: { post: text } } | WRONG_TYPE /outputs/post",
        "{ outputs: { post: { code: 200 } } } | WRONG_TYPE /outputs/post",
        "{ outputs: { post: { status: ok } } } | WRONG_TYPE /outputs/post",
        "{ outputs: { review: GO } } | WRONG_TYPE /outputs/review",
        "{ outputs: { paid: {} } } | WRONG_TYPE /outputs/paid",
        "{ outputs: { pick: {} } } | WRONG_TYPE /outputs/pick",
        "{ outputs: { joined: x } } | WRONG_TYPE /outputs/joined",
        "{ outputs: { best: x } } | WRONG_TYPE /outputs/best",
        "{ outputs: { short: 1 } } | WRONG_TYPE /outputs/short",
        "{ outputs: { moods: [] } } | WRONG_TYPE /outputs/moods",
        "{ items: { mood: good } } | WRONG_TYPE /items/mood",
        "{ items: { mood: [good, 1] } } | WRONG_TYPE /items/mood/1",
        "{ decisions: { draft: GO } } | WRONG_TYPE /decisions/draft",
        "{ decisions: { review: ADJUST } } | OUT_OF_RANGE /decisions/review",
        "{ failures: { review: TIMEOUT } } | WRONG_TYPE /failures/review",
        "{ failures: { draft: BROKEN } } | OUT_OF_RANGE /failures/draft",
        "{ failures: { a/b: TIMEOUT } } | UNKNOWN_STEP /failures/a~1b",
        "{ signals: { payd: 1 } } | UNKNOWN_STEP /signals/payd",
      })
  void refusesWhatDoesNotFit(String mocks, String problem) {
    assertThat(problems(mocks)).containsExactly(problem);
  }

  @Test
  void namesTheNearest() {
    assertThat(MockReader.read(Plays.tree("{ outputs: { drafd: x } }"), PLAN, OBJECTS).problems())
        .singleElement()
        .extracting("message")
        .isEqualTo("The plan has no step `drafd`; did you mean \"draft\"?");
  }

  @Test
  void asksForAnOutputWhereNoSampleFits() {
    SchemaCheck never = (_, _) -> "/n: breaks \"pattern\"";

    assertThat(MockReader.read(Plays.tree("{ plan: {} }"), PLAN, never).problems())
        .singleElement()
        .extracting("code", "pointer")
        .containsExactly(dev.cadre.workflows.plan.Problem.Code.MISSING_FIELD, "/outputs");
    assertThat(
            MockReader.read(Plays.tree("{ failures: { facts: QUALITY } }"), PLAN, never).problems())
        .isEmpty();
  }
}
