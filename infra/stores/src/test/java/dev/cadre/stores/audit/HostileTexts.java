package dev.cadre.stores.audit;

import java.util.List;

/** Texts that break what does not take them for data. */
final class HostileTexts {

  /** All of them may be kept as they are. */
  static final List<String> ALL =
      List.of(
          "two\nlines",
          "two\r\nlines",
          "\r2026-01-01 INFO all is well",
          "\u001b[2J\u001b[31mred\u001b[0m",
          "\u001b]0;title\u0007",
          "bell\u0007 back\b tab\t feed\f vertical\u000b",
          "\u0001\u0002\u0003\u001f\u007f\u0080\u009b31m",
          "{\"kind\":\"head\",\"v\":1}",
          "\",\"outcome\":\"DONE\",\"x\":\"",
          "}\n{\"v\":1,\"kind\":\"event\"}",
          "\\\"\\u0000\\n",
          "'; drop table audit_event; --",
          "$1 $$ ${jndi:ldap://x} %s %n {}",
          "<script>alert(1)</script>",
          "line\u2028separator\u2029paragraph\u0085next",
          "right\u202eto left\u2066\u200b\ufeff",
          "\ud83e\udd16 \u00e9 e\u0301 \uffff",
          "=cmd|' /C calc'!A0",
          "../../etc/passwd",
          " ",
          "-1");

  private HostileTexts() {}
}
