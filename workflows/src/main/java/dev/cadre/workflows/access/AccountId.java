package dev.cadre.workflows.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies an account; a UUIDv7. */
public record AccountId(UUID value) {

  @JsonCreator
  public static AccountId of(String text) {
    return new AccountId(UUID.fromString(text));
  }

  @Override
  @JsonValue
  public String toString() {
    return value.toString();
  }
}
