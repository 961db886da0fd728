package dev.cadre.stores.llm;

import java.util.Set;

/**
 * What workers can call.
 *
 * @param providers for every tenant
 * @param dialects providers whose dialect is spoken, for who has a key
 */
public record Callable(Set<String> providers, Set<String> dialects) {

  /** Nothing. */
  public static final Callable NOTHING = new Callable(Set.of(), Set.of());

  public Callable {
    providers = Set.copyOf(providers);
    dialects = Set.copyOf(dialects);
  }
}
