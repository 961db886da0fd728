package dev.cadre.workflows.gate;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies one opening (occurrence) of a gate; a UUIDv7 of workflow time. */
public record GateId(UUID value) {

  @JsonCreator
  public static GateId of(String text) {
    return new GateId(UUID.fromString(text));
  }

  @Override
  @JsonValue
  public String toString() {
    return value.toString();
  }
}
