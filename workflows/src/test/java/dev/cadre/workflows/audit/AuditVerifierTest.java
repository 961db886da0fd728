package dev.cadre.workflows.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditVerifierTest {

  private final SampleLog log = SampleLog.of(10);

  private AuditReport verify(List<LinkedEvent> entries, SignedHead... heads) {
    var verifier = new AuditVerifier(List.of(log.key));
    List.of(heads).forEach(verifier::head);
    entries.forEach(verifier::entry);
    return verifier.report();
  }

  private static void found(AuditReport report, Finding.Kind kind, long seq) {
    assertThat(report.ok()).isFalse();
    assertThat(report.findings())
        .extracting(Finding::kind, Finding::seq)
        .containsExactly(tuple(kind, seq));
  }

  private List<LinkedEvent> entries() {
    return new ArrayList<>(log.entries);
  }

  @Test
  void findsNothingInAWholeLog() {
    AuditReport report = verify(entries(), log.head(4), log.head(10));
    assertThat(report).isEqualTo(new AuditReport(true, 10, 2, 10, List.of(), List.of()));
  }

  @Test
  void findsNothingInAnEmptyLog() {
    assertThat(verify(List.of()).ok()).isTrue();
  }

  @Test
  void saysWhatNoHeadCoversYet() {
    AuditReport report = verify(entries(), log.head(4));
    assertThat(report.ok()).isTrue();
    assertThat(report.covered()).isEqualTo(4);
    assertThat(report.remarks())
        .extracting(Finding::kind, Finding::seq)
        .containsExactly(tuple(Finding.Kind.NOT_COVERED, 5L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"at", "actor", "reason", "data", "new"})
  void findsAnEditedEntry(String column) {
    List<LinkedEvent> entries = entries();
    entries.set(5, SampleLog.edited(entries.get(5), column, "other"));
    found(verify(entries, log.head(10)), Finding.Kind.EDITED, 6);
  }

  @Test
  void findsAnEditedEntryWhoseHashWasMadeAnew() {
    List<LinkedEvent> entries = entries();
    entries.set(5, SampleLog.rehashed(SampleLog.edited(entries.get(5), "actor", "other")));
    found(verify(entries), Finding.Kind.EDITED, 6);
  }

  @Test
  void findsAnEditedEntryAfterWhichAllWasLinkedAnew() {
    var rewritten = new SampleLog("t1", "k1");
    for (int i = 1; i <= 10; i++) {
      rewritten.add(i == 6 ? "other" : "actor-" + i);
    }
    assertThat(verify(rewritten.entries).ok()).as("the chain alone does not show it").isTrue();
    found(verify(rewritten.entries, log.head(4), log.head(10)), Finding.Kind.FORK, 10);
  }

  @Test
  void findsADeletedEntry() {
    List<LinkedEvent> entries = entries();
    entries.remove(5);
    found(verify(entries, log.head(10)), Finding.Kind.DELETED, 6);
  }

  @Test
  void findsDeletedEntriesAtTheBeginning() {
    AuditReport report = verify(entries().subList(3, 10), log.head(10));
    found(report, Finding.Kind.DELETED, 1);
    assertThat(report.findings().getFirst().sentence()).isEqualTo("Entries 1 to 3 are missing.");
    assertThat(report.remarks()).extracting(Finding::kind).contains(Finding.Kind.NOT_COMPARED);
  }

  @Test
  void findsAnEntryThatIsGoneWhileItsLinkStands() {
    List<LinkedEvent> entries = entries();
    LinkedEvent gone = entries.get(5);
    entries.set(5, new LinkedEvent(gone.tenant(), gone.seq(), gone.prev(), gone.hash(), null));
    found(verify(entries, log.head(10)), Finding.Kind.DELETED, 6);
  }

  @Test
  void findsLinesInAnotherOrder() {
    List<LinkedEvent> entries = entries();
    Collections.swap(entries, 4, 5);
    found(verify(entries, log.head(10)), Finding.Kind.REORDERED, 5);
  }

  @Test
  void findsEntriesThatChangedPlaces() {
    List<LinkedEvent> entries = entries();
    LinkedEvent third = entries.get(2);
    LinkedEvent eighth = entries.get(7);
    entries.set(2, new LinkedEvent("t1", 3, third.prev(), third.hash(), eighth.event()));
    entries.set(7, new LinkedEvent("t1", 8, eighth.prev(), eighth.hash(), third.event()));
    AuditReport report = verify(entries, log.head(10));
    assertThat(report.findings())
        .extracting(Finding::kind, Finding::seq)
        .containsExactly(tuple(Finding.Kind.REORDERED, 3L), tuple(Finding.Kind.REORDERED, 8L));
    assertThat(report.findings().getFirst().sentence())
        .isEqualTo("What was linked as entry 3 stands as entry 8.");
  }

  @Test
  void findsEntriesThatChangedPlacesWithTheirLinks() {
    List<LinkedEvent> entries = entries();
    LinkedEvent third = entries.get(2);
    LinkedEvent eighth = entries.get(7);
    entries.set(2, new LinkedEvent("t1", 3, eighth.prev(), eighth.hash(), eighth.event()));
    entries.set(7, new LinkedEvent("t1", 8, third.prev(), third.hash(), third.event()));
    assertThat(verify(entries).findings())
        .extracting(Finding::kind, Finding::seq)
        .containsExactly(tuple(Finding.Kind.REORDERED, 8L), tuple(Finding.Kind.REORDERED, 3L));
  }

  @Test
  void findsAnEntryThatStandsTwice() {
    List<LinkedEvent> entries = entries();
    entries.add(6, entries.get(5));
    found(verify(entries, log.head(10)), Finding.Kind.REPEATED, 6);
  }

  @Test
  void findsTheEndCutOff() {
    assertThat(verify(entries().subList(0, 7)).ok())
        .as("the chain alone does not show it")
        .isTrue();
    found(verify(entries().subList(0, 7), log.head(5), log.head(10)), Finding.Kind.TRUNCATED, 8);
    found(verify(List.of(), log.head(10)), Finding.Kind.TRUNCATED, 1);
  }

  @Test
  void findsAHeadOfAnUnknownKey() {
    SignedHead foreign = SampleLog.of(10).head(10);
    SignedHead renamed =
        new SignedHead(
            "t1", 10, foreign.root(), foreign.chain(), foreign.at(), "k2", foreign.signature());
    found(verify(entries(), renamed), Finding.Kind.FORGED_HEAD, 10);
    found(verify(entries(), foreign), Finding.Kind.FORGED_HEAD, 10);
  }

  @Test
  void findsAHeadOfWhichAnythingWasChanged() {
    SignedHead h = log.head(10);
    String other = "a".repeat(64);
    Instant later = h.at().plusSeconds(1);
    Stream.of(
            new SignedHead("t1", 9, h.root(), h.chain(), h.at(), "k1", h.signature()),
            new SignedHead("t1", 10, other, h.chain(), h.at(), "k1", h.signature()),
            new SignedHead("t1", 10, h.root(), other, h.at(), "k1", h.signature()),
            new SignedHead("t1", 10, h.root(), h.chain(), later, "k1", h.signature()),
            new SignedHead("t1", 10, h.root(), h.chain(), h.at(), "k1", "AAAA"),
            new SignedHead("t1", 10, h.root(), h.chain(), h.at(), "k1", "no base64!"))
        .forEach(head -> found(verify(entries(), head), Finding.Kind.FORGED_HEAD, head.size()));
  }

  @Test
  void findsAHeadThatARetiredKeySigned() {
    Instant end = SampleLog.NOON.plus(Duration.ofDays(1));
    var retired = new VerificationKey("k1", log.key.publicKey(), SampleLog.NOON, end);
    var verifier = new AuditVerifier(List.of(retired));
    verifier.head(log.head(4, SampleLog.at(4)));
    verifier.head(log.head(10, end.plus(Duration.ofHours(1))));
    entries().forEach(verifier::entry);
    found(verifier.report(), Finding.Kind.FORGED_HEAD, 10);
  }

  @Test
  void verifiesWhatAKeySignedThatWasRotatedAYearAgo() {
    Instant end = SampleLog.NOON.plus(Duration.ofDays(1));
    var retired = new VerificationKey("k1", log.key.publicKey(), SampleLog.NOON, end);
    SampleLog newer = new SampleLog("t1", "k2");
    newer.entries.addAll(log.entries);
    var verifier = new AuditVerifier(List.of(retired, newer.key));
    verifier.head(log.head(4));
    verifier.head(newer.head(10, end.plus(Duration.ofDays(365))));
    entries().forEach(verifier::entry);
    AuditReport report = verifier.report();
    assertThat(report.findings()).isEmpty();
    assertThat(report.covered()).isEqualTo(10);
  }

  @Test
  void findsAHeadOfAnotherHistory() {
    SignedHead other = log.sign(6, "b".repeat(64), log.entries.get(5).hash(), SampleLog.at(7));
    found(verify(entries(), other, log.head(10)), Finding.Kind.FORK, 6);
  }

  @Test
  void findsTwoHeadsOfOneSize() {
    SignedHead other = log.sign(10, "b".repeat(64), log.entries.get(9).hash(), SampleLog.at(12));
    found(verify(entries(), log.head(10), other), Finding.Kind.FORK, 10);
  }

  @Test
  void takesTheSameHeadTwice() {
    AuditReport report = verify(entries(), log.head(10), log.head(10));
    assertThat(report.ok()).isTrue();
    assertThat(report.heads()).isOne();
  }

  @Test
  void remarksThatAHeadCameLate() {
    AuditReport report =
        verify(entries(), log.head(4), log.head(10, SampleLog.NOON.plus(Duration.ofHours(3))));
    assertThat(report.ok()).isTrue();
    assertThat(report.remarks())
        .extracting(Finding::kind, Finding::seq)
        .containsExactly(tuple(Finding.Kind.LATE_HEAD, 10L));
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

  @Test
  void findsAHeadBehindEntriesThatItDoesNotCover() {
    var verifier = new AuditVerifier(List.of(log.key));
    entries().forEach(verifier::entry);
    verifier.head(log.head(4));
    found(verifier.report(), Finding.Kind.REORDERED, 4);
  }

  @Test
  void holdsTheLogAgainstHeadsKeptElsewhere() {
    SignedHead forged = SampleLog.of(10).head(5);
    assertThat(elsewhere(10, log.head(4), log.head(7), log.head(10)))
        .isEqualTo(new AuditReport(true, 10, 3, 10, List.of(), List.of()));
    found(elsewhere(10, log.head(4), forged, log.head(10)), Finding.Kind.FORGED_HEAD, 5);
    found(elsewhere(6, log.head(4), log.head(7), log.head(10)), Finding.Kind.TRUNCATED, 7);
    found(elsewhere(10, log.head(7), log.head(4)), Finding.Kind.REORDERED, 4);
  }

  private AuditReport elsewhere(int size, SignedHead... heads) {
    var verifier =
        new AuditVerifier(
            List.of(log.key), Stream.of(heads).map(SignedHead::line).toList().iterator());
    log.entries.subList(0, size).forEach(verifier::entry);
    return verifier.report();
  }

  @Test
  void takesAHeadOfTheLogAndElsewhereAsOne() {
    var verifier = new AuditVerifier(List.of(log.key), List.of(log.head(4).line()).iterator());
    log.entries.subList(0, 4).forEach(verifier::entry);
    verifier.head(log.head(4));
    assertThat(verifier.report()).isEqualTo(new AuditReport(true, 4, 1, 4, List.of(), List.of()));
  }

  @Test
  void findsAHeadElsewhereThatSaysOtherwise() {
    SignedHead other = log.sign(4, "b".repeat(64), log.entries.get(3).hash(), SampleLog.at(12));
    var verifier = new AuditVerifier(List.of(log.key), List.of(other.line()).iterator());
    log.entries.subList(0, 4).forEach(verifier::entry);
    verifier.head(log.head(4));
    assertThat(verifier.report().findings())
        .extracting(Finding::kind)
        .containsExactly(Finding.Kind.FORK, Finding.Kind.FORK);
  }

  @Test
  void namesALineElsewhereThatIsNone() {
    var verifier = new AuditVerifier(List.of(log.key), List.of(Map.of()).iterator());
    assertThat(verifier.report().findings())
        .containsExactly(
            new Finding(Finding.Kind.MALFORMED, null, "A head kept elsewhere has no proper `v`."));
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

  @Test
  void doesNotTakeAnEntryForAnotherTenants() {
    LinkedEvent entry = log.entries.getFirst();
    var moved = new LinkedEvent("t2", 1, entry.prev(), entry.hash(), entry.event());
    found(verify(List.of(moved)), Finding.Kind.EDITED, 1);
  }
}
