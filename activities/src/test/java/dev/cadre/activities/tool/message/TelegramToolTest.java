package dev.cadre.activities.tool.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cadre.activities.tool.Place;
import dev.cadre.activities.tool.Place.Answer;
import dev.cadre.activities.tool.TestCredentials;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.activities.tool.ToolHttp;
import dev.cadre.workflows.credential.CredentialKind;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelegramToolTest {

  private static final String TOKEN = "123:canary-token_x";

  private Answer answer =
      Answer.json(200, "{\"ok\": true, \"result\": {\"message_id\": 17, \"text\": \"hi\"}}");
  private final Place place = new Place((_, _) -> answer);
  private final ToolHttp http = place.http();
  private final TestCredentials tenant =
      new TestCredentials()
          .with(
              "bot",
              CredentialKind.TELEGRAM,
              Map.of("botToken", TOKEN, "allowedUserIds", List.of(4711, "815")));

  @AfterEach
  void stop() {
    http.close();
    place.close();
  }

  private Object send(Object to) {
    TelegramBot bot = new TelegramBot(new TelegramSettings(URI.create(place.origin())), http);
    return tenant
        .types(List.of(new TelegramTool(bot, tenant.store())))
        .call(
            TestCredentials.tool("TELEGRAM_SEND", Map.of("credential", "bot")),
            TestCredentials.call(Map.of("to", to, "text", "hi"), false));
  }

  private AttemptFailure failure(Object to) {
    return catchThrowableOfType(ToolFailed.class, () -> send(to)).failure();
  }

  @Test
  void sendsAMessageToWhomTheCredentialAllows() {
    assertThat(send(4711)).isEqualTo(Map.of("to", 4711L, "messageId", 17L));
    assertThat(send("815")).isEqualTo(Map.of("to", 815L, "messageId", 17L));

    assertThat(place.seen())
        .first()
        .returns("/bot" + TOKEN + "/sendMessage", Place.Seen::path)
        .returns(
            "{\"chat_id\":4711,\"link_preview_options\":{\"is_disabled\":true},\"text\":\"hi\"}",
            Place.Seen::body);
  }

  @Test
  void refusesEverybodyElseBeforeAnythingIsSent() {
    assertThat(failure(4712).message()).contains("does not allow", "allowedUserIds");
    assertThat(failure("@channel").message()).contains("does not allow");
    assertThat(failure("4711 ").message()).contains("does not allow");
    assertThat(place.seen()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "401, token is wrong",
    "403, blocks it",
    "429, nothing was sent",
    "500, answered 500"
  })
  void saysWhatTelegramSaysAndNeverTheToken(int status, String says) {
    answer = Answer.json(status, "{\"ok\": false, \"description\": \"" + TOKEN + "\"}");

    AttemptFailure failure = failure(4711);

    assertThat(failure.category()).isEqualTo(FailureCategory.TOOL_FAILED);
    assertThat(failure.message()).contains(says).doesNotContain("canary");
  }

  @Test
  void doesNotKnowWhatBecameOfALostAnswer() {
    try (Place cut =
        new Place((_, exchange) -> {
          exchange.close();
          throw new java.io.IOException("cut");
        })) {
      TelegramBot bot = new TelegramBot(new TelegramSettings(URI.create(cut.origin())), http);
      ToolFailed failed =
          catchThrowableOfType(
              ToolFailed.class,
              () ->
                  new TelegramTool(bot, tenant.store())
                      .call(
                          TestCredentials.tool("TELEGRAM_SEND", Map.of("credential", "bot")),
                          TestCredentials.call(Map.of("to", 4711, "text", "hi"), false)));
      assertThat(failed.failure().category()).isEqualTo(FailureCategory.OUTCOME_UNKNOWN);
      assertThat(failed.failure().message()).doesNotContain("canary");
    }
  }
}
