package dev.cadre.workflows.tenant;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Identifies a tenant. */
public record TenantId(UUID value) {

  /** The tenant that every installation has, and that operates it. */
  public static final TenantId DEMO = of("01900000-0000-7000-8000-000000000001");

  /** No tenant: nothing stands in it. */
  public static final TenantId NONE = new TenantId(new UUID(0, 0));

  @JsonCreator
  public static TenantId of(String text) {
    return new TenantId(UUID.fromString(text));
  }

  @Override
  @JsonValue
  public String toString() {
    return value.toString();
  }
}
