package dev.cadre.api.runtime;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.cadre.stores.runtime.SealedPayloads;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.temporal.api.common.v1.Payloads;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Temporal's remote codec protocol, decoding only: it lets Temporal's UI show clear text to those
 * who are signed in here.
 */
@RestController
@Tag(name = "Operations")
class CodecController {

  private final SealedPayloads codec;

  CodecController(SealedPayloads codec) {
    this.codec = codec;
  }

  @PostMapping(
      path = "/codec/decode",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(summary = "Opens payloads for Temporal's UI (temporal.api.common.v1.Payloads as JSON)")
  Mono<String> decode(@RequestBody(required = false) byte @Nullable [] body) {
    // Fetching a key may block.
    return Mono.fromCallable(() -> decodeNow(body == null ? new byte[0] : body))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private String decodeNow(byte[] body) {
    Payloads.Builder sealed = Payloads.newBuilder();
    try {
      JsonFormat.parser().merge(new String(body, StandardCharsets.UTF_8), sealed);
      Payloads.Builder clear = Payloads.newBuilder();
      codec.decode(sealed.getPayloadsList()).forEach(clear::addPayloads);
      return JsonFormat.printer().print(clear);
    } catch (InvalidProtocolBufferException e) {
      throw ApiProblem.of(
          HttpStatus.BAD_REQUEST, "MALFORMED_BODY", "The body is not a Payloads message in JSON.");
    }
  }
}
