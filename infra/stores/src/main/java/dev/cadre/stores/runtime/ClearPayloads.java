package dev.cadre.stores.runtime;

import dev.cadre.workflows.gate.SignalledDecision;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverterException;
import io.temporal.common.converter.PayloadConverter;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON payloads by the one mapper. What arrived in clear (marked by {@link SealedPayloads}) is read
 * only as a {@link SignalledDecision}, and that one leniently: what fails to decode would be
 * dropped without a trace.
 */
final class ClearPayloads implements PayloadConverter {

  private static final JsonMapper MAPPER = Json.MAPPER;

  @Override
  public String getEncodingType() {
    return "json/plain";
  }

  @Override
  public Optional<Payload> toData(Object value) {
    try {
      return Optional.of(
          Payload.newBuilder()
              .putMetadata(
                  SealedPayloads.ENCODING,
                  com.google.protobuf.ByteString.copyFromUtf8(getEncodingType()))
              .setData(com.google.protobuf.ByteString.copyFrom(MAPPER.writeValueAsBytes(value)))
              .build());
    } catch (JacksonException e) {
      throw new DataConverterException(e);
    }
  }

  @Override
  public <T> T fromData(Payload content, Class<T> type, Type generic) {
    if (type == SignalledDecision.class) {
      return type.cast(decision(content.getData().toByteArray()));
    }
    if (content.containsMetadata(SealedPayloads.CLEAR)) {
      throw new DataConverterException("a payload in clear is refused for " + type.getSimpleName());
    }
    try {
      JavaType javaType = MAPPER.getTypeFactory().constructType(generic);
      return MAPPER.readValue(content.getData().toByteArray(), javaType);
    } catch (JacksonException e) {
      throw new DataConverterException(e);
    }
  }

  private static SignalledDecision decision(byte[] json) {
    try {
      JsonNode tree = MAPPER.readTree(json);
      if (!tree.isObject()) {
        return malformed("the payload is not a JSON object");
      }
      return MAPPER.treeToValue(tree, SignalledDecision.class);
    } catch (JacksonException e) {
      return malformed("the payload cannot be read: " + e.getOriginalMessage());
    }
  }

  private static SignalledDecision malformed(String problem) {
    return MAPPER.convertValue(Map.of("problem", problem), SignalledDecision.class);
  }
}
