package dev.cadre.api.agent;

import dev.cadre.api.access.Caller;
import dev.cadre.stores.agent.CatalogueEdits;

/** Callers as those who change the catalogue. */
final class Editors {

  private Editors() {}

  static CatalogueEdits.Editor of(Caller caller) {
    return new CatalogueEdits.Editor(caller.tenant(), caller.by());
  }
}
