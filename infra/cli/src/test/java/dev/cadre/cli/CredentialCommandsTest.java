package dev.cadre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CredentialCommandsTest extends CommandTest {

  private static final String MADE =
      "{\"name\":\"erp\",\"kind\":\"bearer\",\"settings\":{\"origins\":[\"https://erp.example\"]},"
          + "\"version\":4,\"updatedAt\":\"2026-11-26T09:00:00Z\"}";

  private final InputStream input = System.in;

  @BeforeEach
  void prepares() throws IOException {
    System.setIn(new ByteArrayInputStream("the secret\n".getBytes(StandardCharsets.UTF_8)));
  }

  @AfterEach
  void restores() {
    System.setIn(input);
  }

  private int run(String... words) {
    return api.run(Map.of(), words);
  }

  @Test
  void takesTheSecretFromTheInputAndNeverAsAnArgument() {
    api.answer("POST /v1/credentials", "201 " + MADE);

    assertThat(
            run(
                "credential",
                "add",
                "erp",
                "bearer",
                "--set",
                "origins=https://erp.example, http://x"))
        .isZero();

    assertThat(api.seen().getLast())
        .contains(
            "Bearer token-of-owner",
            "\"kind\":\"bearer\"",
            "\"name\":\"erp\"",
            "\"origins\":[\"https://erp.example\",\"http://x\"]",
            "\"token\":\"the secret\"");
    assertThat(api.out()).contains("erp", "https://erp.example").doesNotContain("the secret");
    assertThat(run("credential", "add", "erp", "bearer", "the secret")).isEqualTo(2);
  }

  @Test
  void sendsNumbersAsNumbersAndAsksForAPasswordOnlyWhereThereIsAUser() {
    api.answer("POST /v1/credentials", "201 " + MADE);

    run(
        "credential",
        "add",
        "post",
        "smtp",
        "--set",
        "host=m.example",
        "--set",
        "port=25",
        "--set",
        "from=a@b.c",
        "--set",
        "security=none");
    assertThat(api.seen().getLast()).contains("\"port\":25").doesNotContain("password");

    run(
        "credential",
        "add",
        "own",
        "searxng",
        "--set",
        "baseUrl=https://s.example",
        "--set",
        "user=u");
    assertThat(api.seen().getLast()).contains("\"password\":\"the secret\"");
  }

  @Test
  void replacesTheVersionThatItHasRead() {
    api.answer("GET /v1/credentials/erp", "200 " + MADE);
    api.answer("PUT /v1/credentials/erp", "200 " + MADE);

    assertThat(run("credential", "replace", "erp", "bearer")).isZero();
    assertThat(api.seen().getLast())
        .contains("\"token\":\"the secret\"")
        .doesNotContain("\"name\"");
  }

  @Test
  void saysWhatCameOfATest() {
    api.answer(
        "POST /v1/credentials/erp:test", "200 {\"passed\":false,\"message\":\"It is wrong.\"}");

    assertThat(run("credential", "test", "erp")).isEqualTo(1);
    assertThat(api.out()).contains("failed: It is wrong.");
  }

  @Test
  void listsWithoutAnySecret() {
    api.answer("GET /v1/credentials", "200 {\"items\":[" + MADE + "],\"next\":\"xyz\"}");

    assertThat(run("credential", "list")).isZero();
    assertThat(api.out()).contains("erp", "bearer", "never", "more: --cursor xyz");
    assertThat(run("credential", "kinds")).isZero();
    assertThat(api.out()).contains("telegram", "allowedUserIds", "botToken");
  }
}
