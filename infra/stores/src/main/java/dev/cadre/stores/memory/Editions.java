package dev.cadre.stores.memory;

import java.util.Set;
import java.util.UUID;

/**
 * What stands in a collection.
 *
 * @param revision at which, or before which, it stood so
 * @param ids one of each document
 */
public record Editions(long revision, Set<UUID> ids) {

  public Editions {
    ids = Set.copyOf(ids);
  }
}
