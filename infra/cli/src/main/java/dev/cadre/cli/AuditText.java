package dev.cadre.cli;

import tools.jackson.databind.JsonNode;

/** The audit log and what verification found, for people. */
final class AuditText {

  private AuditText() {}

  /** Entries; whatever stands in them, it steers no terminal. */
  static String page(JsonNode page) {
    Table table = new Table("AT", "ACTOR", "ACTION", "OBJECT", "OUTCOME", "REASON");
    for (JsonNode entry : page.path("items")) {
      table.row(
          field(entry, "at"),
          field(entry, "actor"),
          field(entry, "action"),
          field(entry, "objectKind") + " " + field(entry, "objectId"),
          field(entry, "outcome"),
          field(entry, "reason"));
    }
    if (table.isEmpty()) {
      return "No entry.\n";
    }
    String next = field(page, "next");
    return table + (next.isEmpty() ? "" : "more: --cursor " + next + "\n");
  }

  private static String field(JsonNode tree, String name) {
    return Texts.visible(tree.path(name).asString(""));
  }

  /** A report of the verifier. */
  static String report(JsonNode report) {
    StringBuilder text = new StringBuilder();
    text.append(report.path("ok").asBoolean(false) ? "whole: " : "NOT WHOLE: ");
    text.append(report.path("entries").asLong()).append(" entries, ");
    text.append(report.path("heads").asLong()).append(" signed heads, which confirm the first ");
    text.append(report.path("covered").asLong()).append(" entries\n");
    for (JsonNode finding : report.path("findings")) {
      text.append("  ").append(field(finding, "kind")).append("  ");
      text.append(field(finding, "sentence")).append('\n');
    }
    for (JsonNode remark : report.path("remarks")) {
      text.append("  note: ").append(field(remark, "sentence")).append('\n');
    }
    return text.toString();
  }
}
