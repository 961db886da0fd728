package dev.cadre.workflows.audit;

import static dev.cadre.workflows.audit.SampleLog.found;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the verifier takes and refuses as lines. */
class ExportLinesTest {

  private final SampleLog log = SampleLog.of(10);

  private AuditReport verify(List<LinkedEvent> entries, SignedHead... heads) {
    return log.verify(entries, heads);
  }

  private List<LinkedEvent> entries() {
    return new ArrayList<>(log.entries);
  }

  @Test
  void findsALineOfAnotherTenant() {
    List<LinkedEvent> entries = entries();
    entries.add(3, new SampleLog("t2", "k1").add("x").entries.getFirst());
    found(verify(entries, log.head(10)), Finding.Kind.FOREIGN, 1);
  }

  @Test
  void readsTheLinesOfAnExport() {
    var verifier = new AuditVerifier(List.of());
    lines().forEach(verifier::line);
    AuditReport report = verifier.report();
    assertThat(report.findings()).isEmpty();
    assertThat(report.covered()).isEqualTo(10);
    assertThat(report.remarks())
        .extracting(Finding::kind)
        .containsExactly(Finding.Kind.KEYS_OF_EXPORT);
  }

  @Test
  void believesNoKeyOfTheExportWhereKeysAreGiven() {
    var verifier = new AuditVerifier(List.of(SampleLog.of(1).key));
    lines().forEach(verifier::line);
    found(verifier.report(), Finding.Kind.FORGED_HEAD, 10);
  }

  private List<Map<String, Object>> lines() {
    List<Map<String, Object>> lines = new ArrayList<>();
    lines.add(log.key.line());
    log.entries.forEach(entry -> lines.add(entry.line()));
    lines.add(log.head(10).line());
    return lines;
  }

  /** Whatever is left out or of another type, a line is named and nothing breaks. */
  @Test
  void namesLinesThatAreNone() {
    for (Map<String, Object> line : lines()) {
      for (String field : line.keySet()) {
        boolean kept = field.equals("event") || field.equals("until");
        boolean unknown = line.get("kind").equals("key") && field.equals("v");
        for (Object value : new Object[] {null, List.of(), -1L}) {
          if ((kept && value == null) || unknown) {
            continue;
          }
          Map<String, Object> spoilt = new LinkedHashMap<>(line);
          spoilt.put(field, value);
          var verifier = new AuditVerifier(List.of());
          verifier.line(spoilt);
          assertThat(verifier.report().findings())
              .as("%s", spoilt)
              .extracting(Finding::kind)
              .containsExactly(Finding.Kind.MALFORMED);
        }
      }
    }
    var verifier = new AuditVerifier(List.of());
    verifier.line(new HashMap<>());
    verifier.unreadable();
    verifier.line(Map.of("kind", "other"));
    assertThat(verifier.report().findings())
        .extracting(Finding::sentence)
        .containsExactly(
            "Line 1 has no proper `kind`.",
            "Line 2 is no JSON object.",
            "Line 3 is of a kind that is not known here.");
  }

  @Test
  void listsNotEveryLineOfALogInRuins() {
    var large = SampleLog.of(400);
    List<LinkedEvent> entries =
        large.entries.stream().map(entry -> SampleLog.edited(entry, "actor", "x")).toList();
    AuditReport report = verify(entries);
    assertThat(report.findings()).hasSize(101);
    assertThat(report.findings().getLast())
        .isEqualTo(new Finding(Finding.Kind.MORE, null, "300 more findings are not listed."));
  }
}
