package dev.cadre.workflows.gate;

import dev.cadre.workflows.expression.CanonicalJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The digest of exactly what a gate shows: {@code sha256:} and the hex SHA-256 of the RFC 8785 form
 * of {@code {v: 1, gate, occurrence, title, options, show: [{step, occurrence, sha256}]}}. Audience
 * and deadline are outside.
 */
public final class GateDigest {

  private GateDigest() {}

  public static String of(
      GateId gate, int occurrence, String title, List<String> options, List<Shown> show) {
    Map<String, Object> form = new LinkedHashMap<>();
    form.put("v", 1L);
    form.put("gate", gate.toString());
    form.put("occurrence", (long) occurrence);
    form.put("title", title);
    form.put("options", options);
    form.put("show", show.stream().map(GateDigest::entry).toList());
    return "sha256:" + CanonicalJson.sha256(form);
  }

  private static Map<String, Object> entry(Shown shown) {
    return Map.of(
        "step", shown.step(), "occurrence", (long) shown.occurrence(), "sha256", shown.sha256());
  }
}
