package dev.cadre.workflows.audit;

import static dev.cadre.workflows.audit.SampleLog.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the verifier finds in heads, and by them. */
class SignedHeadsTest {

  private final SampleLog log = SampleLog.of(10);

  private AuditReport verify(List<LinkedEvent> entries, SignedHead... heads) {
    return log.verify(entries, heads);
  }

  private List<LinkedEvent> entries() {
    return new ArrayList<>(log.entries);
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
}
