package dev.cadre.stores.llm;

import java.util.Set;

/**
 * What workers can call.
 *
 * @param providers for every tenant
 * @param dialects providers whose dialect is spoken, and whose address is known, for who has a key
 * @param spoken providers whose dialect is spoken, for who has an address
 */
public record Callable(Set<String> providers, Set<String> dialects, Set<String> spoken) {

  /** Nothing. */
  public static final Callable NOTHING = new Callable(Set.of(), Set.of(), Set.of());

  public Callable {
    providers = Set.copyOf(providers);
    dialects = Set.copyOf(dialects);
    spoken = Set.copyOf(spoken);
  }
}
