package dev.cadre.stores.plan;

/** A body that is no JSON or YAML that Cadre takes; the message names line and column. */
public final class MalformedDocument extends Exception {

  MalformedDocument(String message) {
    super(message);
  }
}
