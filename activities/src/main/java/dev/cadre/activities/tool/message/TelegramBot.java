package dev.cadre.activities.tool.message;

import dev.cadre.activities.tool.Exchange;
import dev.cadre.activities.tool.HttpReply;
import dev.cadre.activities.tool.ToolHttp;
import dev.cadre.stores.credential.OpenCredential;
import dev.cadre.workflows.expression.CanonicalJson;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;

/** Telegram's Bot API. The token is a part of the address, so no address is ever told. */
public final class TelegramBot {

  private static final URI TELEGRAM = URI.create("https://api.telegram.org");

  private final ToolHttp http;
  private final URI base;
  private final boolean trusted;

  public TelegramBot(TelegramSettings settings, ToolHttp http) {
    URI own = settings.url();
    this.http = http;
    this.base = own == null ? TELEGRAM : own;
    this.trusted = own != null;
  }

  /** Asks who the bot is, which does nothing. */
  public HttpReply me(OpenCredential credential, Duration deadline) throws IOException {
    return call(credential, "getMe", Map.of(), deadline);
  }

  /** Sends a text, without looking up what it links to. */
  HttpReply send(OpenCredential credential, long chat, String text, Duration deadline)
      throws IOException {
    return call(
        credential,
        "sendMessage",
        Map.of("chat_id", chat, "text", text, "link_preview_options", Map.of("is_disabled", true)),
        deadline);
  }

  private HttpReply call(
      OpenCredential credential, String method, Map<String, ?> body, Duration deadline)
      throws IOException {
    String root = base.toString().replaceFirst("/+$", "");
    URI address = URI.create(root + "/bot" + credential.text("botToken") + "/" + method);
    HttpPost request = new HttpPost(address);
    request.setEntity(new StringEntity(CanonicalJson.of(body), ContentType.APPLICATION_JSON));
    return Exchange.of(
        http, trusted ? http.operators() : http.door(address), request, deadline, HttpReply::read);
  }
}
