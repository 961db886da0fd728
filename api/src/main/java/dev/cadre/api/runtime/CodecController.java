package dev.cadre.api.runtime;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.cadre.api.access.Caller;
import dev.cadre.api.access.Requires;
import dev.cadre.stores.key.KeyGone;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.SealedPayloads;
import dev.cadre.workflows.access.Permission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Temporal's remote codec protocol, decoding only: it lets Temporal's UI show clear text to those
 * who are signed in here, of plans of their tenant.
 */
@RestController
@Tag(name = "Operations")
class CodecController {

  private final SealedPayloads codec;
  private final ScopeKeys keys;

  CodecController(SealedPayloads codec, ScopeKeys keys) {
    this.codec = codec;
    this.keys = keys;
  }

  @Requires(value = Permission.PLAN_READ, told = "payload.decode")
  @PostMapping(
      path = "/codec/decode",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(summary = "Opens payloads for Temporal's UI (temporal.api.common.v1.Payloads as JSON)")
  Mono<String> decode(
      @AuthenticationPrincipal Caller caller,
      @RequestBody(required = false) byte @Nullable [] body) {
    return Mono.fromCallable(() -> sealed(body == null ? new byte[0] : body))
        .flatMap(sealed ->
            keys.allOf(caller.tenant(), SealedPayloads.scopes(sealed))
                .filter(all -> all)
                // As for one that was shredded: another tenant's plans are not told of.
                .switchIfEmpty(Mono.error(() -> new KeyGone("a scope of no plan of this tenant")))
                // Fetching a key may block.
                .publishOn(Schedulers.boundedElastic())
                .map(_ -> clear(sealed)));
  }

  private static List<Payload> sealed(byte[] body) {
    Payloads.Builder sealed = Payloads.newBuilder();
    try {
      JsonFormat.parser().merge(new String(body, StandardCharsets.UTF_8), sealed);
      return sealed.getPayloadsList();
    } catch (InvalidProtocolBufferException e) {
      throw ApiProblem.of(
          HttpStatus.BAD_REQUEST, "MALFORMED_BODY", "The body is not a Payloads message in JSON.");
    }
  }

  private String clear(List<Payload> sealed) {
    Payloads.Builder clear = Payloads.newBuilder();
    codec.decode(sealed).forEach(clear::addPayloads);
    try {
      return JsonFormat.printer().print(clear);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("payloads have no types that JSON cannot show", e);
    }
  }
}
