package dev.cadre.workflows.audit;

import static dev.cadre.workflows.audit.SampleLog.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the verifier finds in entries. */
class AuditVerifierTest {

  private final SampleLog log = SampleLog.of(10);

  private AuditReport verify(List<LinkedEvent> entries, SignedHead... heads) {
    return log.verify(entries, heads);
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
  void doesNotTakeAnEntryForAnotherTenants() {
    LinkedEvent entry = log.entries.getFirst();
    var moved = new LinkedEvent("t2", 1, entry.prev(), entry.hash(), entry.event());
    found(verify(List.of(moved)), Finding.Kind.EDITED, 1);
  }
}
