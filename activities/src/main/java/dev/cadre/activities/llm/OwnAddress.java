package dev.cadre.activities.llm;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a tenant has its models called.
 *
 * @param configuration the name under which the tenant has said so
 * @param key null: none is sent
 */
public record OwnAddress(String configuration, URI base, @Nullable String key) {

  @Override
  public String toString() {
    return "OwnAddress[" + configuration + "]";
  }
}
