package dev.cadre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DryRunCommandTest extends CommandTest {

  private static final String ROUTE = "POST /v1/plans:dry-run";
  private static final String END =
      """
      200 {"status":"COMPLETED","reason":null,"step":null,"message":null,"result":{"a":1},"steps":[
      {"id":"draft","item":null,"path":[],"state":"COMPLETED","output":"two\\nlines","sampled":true},
      {"id":"all","item":null,"path":[],"state":"COMPLETED","output":[1],"sampled":false},
      {"id":"each","item":0,"path":[0],"state":"COMPLETED","output":1,"sampled":false},
      {"id":"other","item":null,"path":[],"state":"SKIPPED","reason":"NOT_TAKEN","output":null,"sampled":false}],
      "order":["draft","each","all","other"]}\
      """;

  @BeforeEach
  void prepares() throws IOException {
    api.answer(ROUTE, END);
  }

  private int dryRun(String plan, String... options) throws IOException {
    Path file = Files.writeString(state.resolve("plan.yaml"), plan);
    String[] words = new String[options.length + 3];
    words[0] = "plan";
    words[1] = "dry-run";
    words[2] = file.toString();
    System.arraycopy(options, 0, words, 3, options.length);
    return api.run(Map.of(), words);
  }

  private String sent() {
    return api.seen().getLast().replace(ROUTE + " Bearer token-of-requester ", "");
  }

  @Test
  void showsTheStepsAndTheResult() throws IOException {
    assertThat(dryRun("name: p")).isZero();
    assertThat(api.out())
        .isEqualTo(
            """
            STEP       STATE      REASON     OUTPUT
            draft      COMPLETED             ~ two lines
            all        COMPLETED             [1]
              each[0]  COMPLETED             1
            other      SKIPPED    NOT_TAKEN

            ~ made up; say it with --output STEP=JSON
            COMPLETED

            result:
            {
              "a" : 1
            }
            """);
  }

  @Test
  void putsThePlanAsItIsBesideWhatIsSaid() throws IOException {
    dryRun(
        """
        # a comment
        ---
        name: p
        goal: |
          two

          lines
        ...
        """,
        "--output",
        "a={\"n\": 1}",
        "--output",
        "b=a text = this",
        "--item",
        "c=1",
        "--item",
        "c=two",
        "--fail",
        "d=TIMEOUT",
        "--decide",
        "e=REJECT",
        "--signal",
        "f=null");

    assertThat(sent())
        .isEqualTo(
            """
            plan:
              name: p
              goal: |
                two

                lines
            "outputs": {"a":{"n":1},"b":"a text = this"}
            "items": {"c":[1,"two"]}
            "failures": {"d":"TIMEOUT"}
            "decisions": {"e":"REJECT"}
            "signals": {"f":null}
            """);
  }

  @Test
  void putsAPlanInJsonIntoJson() throws IOException {
    dryRun("{\"name\": \"p\"}", "--output", "a=1");
    assertThat(sent()).isEqualTo("{\"plan\": {\"name\": \"p\"},\n\"outputs\": {\"a\":1}}");

    dryRun("{\"name\": \"p\"}");
    assertThat(sent()).isEqualTo("{\"plan\": {\"name\": \"p\"}}");
  }

  @Test
  void exitsOtherwiseWhenThePlanFails() throws IOException {
    api.answer(
        ROUTE,
        """
        200 {"status":"FAILED","reason":"STEP_FAILED","step":"a","message":"The dry run was told so.","steps":[
        {"id":"a","path":[],"state":"FAILED","reason":"AUTH","message":"The dry run was told so.","output":null,"sampled":false}],"order":["a"]}\
        """);

    assertThat(dryRun("name: p", "--fail", "a=AUTH")).isEqualTo(CommandErrors.NOT_COMPLETED);
    assertThat(api.out())
        .isEqualTo(
            """
            STEP  STATE   REASON  OUTPUT
            a     FAILED  AUTH    The dry run was told so.

            FAILED STEP_FAILED by a: The dry run was told so.
            """);
  }

  @Test
  void refusesWhatSaysNothing() throws IOException {
    assertThat(dryRun("name: p", "--output", "a")).isEqualTo(CommandErrors.USAGE);
    assertThat(api.err()).contains("write it as name=value");
    assertThat(dryRun("name: p", "--output", "a={1")).isEqualTo(CommandErrors.USAGE);
    assertThat(api.err()).contains("begins like JSON");
    assertThat(api.seen()).isEmpty();
  }
}
