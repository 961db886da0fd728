package dev.cadre.stores.audit;

import static dev.cadre.stores.audit.AuditStore.WAIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.cadre.workflows.audit.AuditReport;
import dev.cadre.workflows.audit.Finding;
import dev.cadre.workflows.audit.LinkedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever owns the database changes it; verification finds it. */
@Timeout(120)
class AuditVerificationIT {

  private static final String EVENT_OF =
      "id = (select event_id from audit_link where tenant_id = ? and seq = ?)";

  @TempDir Path folder;
  private AuditStore audit;

  @BeforeEach
  void signs() {
    audit = new AuditStore(folder).signed(6).signed(4);
  }

  private void found(Finding.Kind kind, long seq) {
    AuditReport report = audit.verify();
    assertThat(report.ok()).isFalse();
    assertThat(report.findings())
        .extracting(Finding::kind, Finding::seq)
        .containsExactly(tuple(kind, seq));
  }

  private void tamper(String sql, Object... values) {
    assertThat(audit.tamper(sql, values)).isPositive();
  }

  @Test
  void findsNothingInAWholeLog() {
    assertThat(audit.verify()).isEqualTo(new AuditReport(true, 10, 2, 10, List.of(), List.of()));
  }

  @Test
  void findsAnEditOfAnyColumn() {
    for (String change :
        List.of(
            "actor = 'other'",
            "actor_kind = 'SYSTEM'",
            "action = 'plan.cancel'",
            "object_kind = 'gate'",
            "object_id = 'p0'",
            "outcome = 'DENIED'",
            "reason = 'NONE'",
            "source = repeat('a', 64)",
            "at = at + interval '1 microsecond'",
            "data = data || '{\"steps\": 3}'")) {
      audit = new AuditStore(folder).signed(6).signed(4);
      tamper("update audit_event set " + change + " where " + EVENT_OF, audit.tenant.value(), 5L);
      found(Finding.Kind.EDITED, 5);
    }
  }

  @Test
  void findsADeletedEntryWhoseLinkStands() {
    tamper("delete from audit_event where " + EVENT_OF, audit.tenant.value(), 5L);
    found(Finding.Kind.DELETED, 5);
  }

  @Test
  void findsADeletedEntry() {
    tamper("delete from audit_event where " + EVENT_OF, audit.tenant.value(), 5L);
    tamper("delete from audit_link where tenant_id = ? and seq = 5", audit.tenant.value());
    found(Finding.Kind.DELETED, 5);
  }

  @Test
  void findsAnEntryThatWasMovedToAnotherTenant() {
    tamper(
        "update audit_event set tenant_id = gen_random_uuid() where " + EVENT_OF,
        audit.tenant.value(),
        5L);
    found(Finding.Kind.DELETED, 5);
  }

  @Test
  void findsEntriesThatChangedPlaces() {
    UUID third = eventOf(3);
    UUID eighth = eventOf(8);
    place(3, UUID.randomUUID());
    place(8, third);
    place(3, eighth);
    assertThat(audit.verify().findings())
        .extracting(Finding::kind, Finding::seq)
        .containsExactly(tuple(Finding.Kind.REORDERED, 3L), tuple(Finding.Kind.REORDERED, 8L));
  }

  private UUID eventOf(long seq) {
    return UUID.fromString(
        audit.store.read(
            "select event_id from audit_link where tenant_id = ? and seq = ?",
            audit.tenant.value(),
            seq));
  }

  private void place(long seq, UUID event) {
    tamper(
        "update audit_link set event_id = ? where tenant_id = ? and seq = ?",
        event,
        audit.tenant.value(),
        seq);
  }

  @Test
  void findsTheEndCutOff() {
    cutOff("where tenant_id = ? and seq > 7");
    found(Finding.Kind.TRUNCATED, 8);
  }

  @Test
  void findsTheEndCutOffWithItsHeadsByThoseThatWereExported() {
    cutOff("where tenant_id = ? and seq > 6");
    tamper("delete from audit_head where tenant_id = ? and size > 6", audit.tenant.value());
    found(Finding.Kind.TRUNCATED, 7);

    audit.signed(4);
    assertThat(audit.verify().findings())
        .as("the entries and the new head differ from the head that was exported")
        .extracting(Finding::kind, Finding::seq)
        .containsExactly(tuple(Finding.Kind.FORK, 10L), tuple(Finding.Kind.FORK, 10L));
  }

  private void cutOff(String where) {
    tamper(
        "delete from audit_event where id in (select event_id from audit_link " + where + ")",
        audit.tenant.value());
    tamper("delete from audit_link " + where, audit.tenant.value());
  }

  @Test
  void findsAForgedHead() {
    tamper(
        "update audit_head set at = at + interval '1 s' where tenant_id = ? and size = 6",
        audit.tenant.value());
    found(Finding.Kind.FORGED_HEAD, 6);
  }

  @Test
  void findsAHeadThatAKeyOfTheirOwnSigned() {
    tamper("delete from audit_head where tenant_id = ?", audit.tenant.value());
    Path theirs = folder.resolve("theirs");
    assertThat(theirs.toFile().mkdir()).isTrue();
    var other = new AuditStore(theirs);
    other.heads.sign(audit.tenant).block(WAIT);
    found(Finding.Kind.FORGED_HEAD, 10);
  }

  @Test
  void findsAHistoryThatWasWrittenAnew() {
    rewriteFrom(5);
    assertThat(audit.verify().findings())
        .extracting(Finding::kind, Finding::seq)
        .containsExactly(tuple(Finding.Kind.FORK, 6L));
    assertThat(audit.verify().covered()).isZero();
  }

  /** Edits an entry, and links it and all behind it anew. */
  private void rewriteFrom(long seq) {
    tamper("update audit_event set actor = 'other' where " + EVENT_OF, audit.tenant.value(), seq);
    List<LinkedEvent> entries =
        audit
            .trail
            .parts(audit.tenant)
            .flatMapIterable(AuditTrail.Part::entries)
            .collectList()
            .block(WAIT);
    Map<Long, String> hashes = new HashMap<>();
    for (LinkedEvent entry : entries) {
      String prev = hashes.getOrDefault(entry.seq() - 1, entry.prev());
      String of = audit.tenant.toString();
      LinkedEvent anew = LinkedEvent.link(of, entry.seq(), prev, entry.event());
      hashes.put(entry.seq(), anew.hash());
      tamper(
          "update audit_link set prev_hash = ?, hash = ? where tenant_id = ? and seq = ?",
          prev,
          anew.hash(),
          audit.tenant.value(),
          entry.seq());
    }
  }

  @Test
  void findsAnExportedHeadThatWasChanged() throws IOException {
    Path file = audit.folder.resolve(audit.tenant + ".ndjson");
    Files.writeString(file, Files.readString(file).replace("\"size\":6", "\"size\":7"));
    found(Finding.Kind.FORGED_HEAD, 7);
    Files.writeString(file, "not JSON\n" + Files.readString(file));
    assertThat(audit.verify().findings())
        .extracting(Finding::kind)
        .contains(Finding.Kind.MALFORMED);
  }

  @Test
  void saysThatNoHeadCoversTheNewestEntries() {
    audit.log.write(audit.tenant, AuditStore.entry("p")).block(WAIT);
    AuditReport report = audit.verify();
    assertThat(report.ok()).isTrue();
    assertThat(report.entries()).isEqualTo(11);
    assertThat(report.remarks())
        .extracting(Finding::kind, Finding::seq)
        .containsExactly(tuple(Finding.Kind.NOT_COVERED, 11L));
  }
}
