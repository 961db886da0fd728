package dev.cadre.activities.llm;

import dev.cadre.activities.llm.Transport.NoReply;
import dev.cadre.activities.llm.Transport.Refused;
import dev.cadre.activities.llm.Transport.Silence;
import dev.cadre.activities.tool.Exchange;
import dev.cadre.activities.tool.HttpFailures;
import dev.cadre.activities.tool.HttpToolSettings;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.activities.tool.ToolHttp;
import dev.cadre.stores.tenant.ModelAddresses;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.jspecify.annotations.Nullable;

/**
 * To addresses that tenants give, by the guard of tools: a name is looked up once, and what is
 * connected to is what was checked. The origins that are free are the operator's for models alone.
 */
final class GuardedHttp implements AutoCloseable {

  /** More than a model writes; many such answers at once must fit into a worker. */
  private static final int BODY_LIMIT = 1024 * 1024;

  private final ModelAddresses addresses;
  private final ToolHttp http;

  GuardedHttp(ModelAddresses addresses) {
    this(addresses, new ToolHttp(new HttpToolSettings(addresses.allow())));
  }

  /** Over a client that allows the same. */
  GuardedHttp(ModelAddresses addresses, ToolHttp http) {
    this.addresses = addresses;
    this.http = http;
  }

  /** For the address of one configuration. */
  Transport of(OwnAddress own) {
    return (uri, headers, json, deadline) -> {
      if (addresses.wrong(own.base().toString()).isPresent()) {
        throw refused(own);
      }
      return post(own, request(uri, headers, json), deadline);
    };
  }

  private static HttpPost request(URI uri, Map<String, String> headers, String json) {
    HttpPost request = new HttpPost(uri);
    request.setEntity(new StringEntity(json, ContentType.APPLICATION_JSON));
    headers.forEach(request::setHeader);
    return request;
  }

  private HttpReply post(OwnAddress own, HttpPost request, Duration deadline)
      throws NoReply, Refused {
    AtomicReference<@Nullable HttpReply> head = new AtomicReference<>();
    try {
      return Exchange.of(http, request, deadline, response -> read(response, head));
    } catch (ToolFailed e) {
      // The guard refuses and nothing else; its words are those of tools.
      throw refused(own);
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new NoReply(Silence.INTERRUPTED);
      }
      return Transport.cut(head.get(), silence(e));
    }
  }

  private static Silence silence(IOException e) {
    if (e instanceof Exchange.Late) {
      return Silence.DEADLINE;
    }
    return HttpFailures.unconnected(e) ? Silence.NOT_CONNECTED : Silence.BROKEN;
  }

  private static HttpReply read(
      ClassicHttpResponse response, AtomicReference<@Nullable HttpReply> head) throws IOException {
    HttpHeaders headers = headers(response);
    head.set(new HttpReply(response.getCode(), headers, "", false));
    return new HttpReply(response.getCode(), headers, body(response.getEntity()), true);
  }

  private static HttpHeaders headers(ClassicHttpResponse response) {
    Map<String, List<String>> all = new TreeMap<>();
    for (Header header : response.getHeaders()) {
      String name = header.getName().strip().toLowerCase(Locale.ROOT);
      if (!name.isEmpty()) {
        all.computeIfAbsent(name, _ -> new ArrayList<>()).add(String.valueOf(header.getValue()));
      }
    }
    return HttpHeaders.of(all, (_, _) -> true);
  }

  private static String body(@Nullable HttpEntity entity) throws IOException {
    return entity == null
        ? ""
        : new String(Exchange.body(entity, BODY_LIMIT), StandardCharsets.UTF_8);
  }

  private static Refused refused(OwnAddress own) {
    return new Refused(
        "The model configuration "
            + own.configuration()
            + " has an address that may not be called. "
            + ModelAddresses.remedy(own.base()));
  }

  @Override
  public void close() {
    http.close();
  }
}
