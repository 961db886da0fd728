package dev.cadre.stores.audit;

import static dev.cadre.stores.audit.AuditStore.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.audit.AuditEntry.Outcome;
import dev.cadre.stores.runtime.Json;
import dev.cadre.workflows.expression.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class AuditReadsIT {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.000500Z");

  @TempDir Path folder;
  private AuditStore audit;
  private AuditReads reads;

  @BeforeEach
  void opens() {
    audit = new AuditStore(folder);
    reads = new AuditReads(audit.store.postgres());
  }

  private void write(AuditEntry entry) {
    audit.log.write(audit.tenant, entry).block(WAIT);
  }

  private static AuditEntry entry(int second, String actor, String action, String object) {
    var person = new AuditActor(actor, AuditActor.Kind.PERSON);
    return AuditEntry.done(NOON.plusSeconds(second), person, action, "plan", object);
  }

  private List<String> objects(AuditReads.Filter filter) {
    return reads.page(audit.tenant, filter).block(WAIT).stream().map(AuditRead::objectId).toList();
  }

  private static AuditReads.Filter all(int limit) {
    return new AuditReads.Filter(null, null, null, null, null, null, null, limit);
  }

  @Test
  void filtersByEachAndAll() {
    write(entry(1, "ines", "plan.submit", "p1"));
    write(entry(2, "ines", "plan.cancel", "p2"));
    write(entry(3, "omar", "gate.decide", "p3"));
    write(
        AuditEntry.denied(
            NOON.plusSeconds(4),
            new AuditActor("omar", AuditActor.Kind.PERSON),
            "gate.decide",
            "gate",
            "p1",
            "FOUR_EYES"));

    assertThat(objects(all(10))).containsExactly("p1", "p3", "p2", "p1");
    assertThat(objects(filter("plan.", null, null, null, null, null))).containsExactly("p2", "p1");
    assertThat(objects(filter("plan.c", null, null, null, null, null))).containsExactly("p2");
    assertThat(objects(filter("p%", null, null, null, null, null))).isEmpty();
    assertThat(objects(filter(null, "omar", null, null, null, null))).containsExactly("p1", "p3");
    assertThat(objects(filter(null, null, "p1", null, null, null))).hasSize(2);
    assertThat(objects(filter(null, null, null, Outcome.DENIED, null, null))).containsExactly("p1");
    assertThat(objects(filter("gate", "omar", "p1", Outcome.DENIED, NOON, null))).hasSize(1);
  }

  @Test
  void takesTimesToTheMicrosecond() {
    write(entry(0, "ines", "plan.submit", "p1"));
    write(entry(1, "ines", "plan.submit", "p2"));
    Instant second = NOON.plusSeconds(1);
    assertThat(objects(filter(null, null, null, null, second, null))).containsExactly("p2");
    assertThat(objects(filter(null, null, null, null, second.plusNanos(1000), null))).isEmpty();
    assertThat(objects(filter(null, null, null, null, null, second))).containsExactly("p1");
    assertThat(objects(filter(null, null, null, null, null, second.plusNanos(1000)))).hasSize(2);
  }

  private static AuditReads.Filter filter(
      String action, String actor, String object, Outcome outcome, Instant from, Instant to) {
    return new AuditReads.Filter(action, actor, object, outcome, from, to, null, 10);
  }

  /** Fifty of one millisecond, each a microsecond behind the other. */
  @Test
  void keepsTheOrderOfWhatHappensInOneMillisecond() {
    for (int i = 0; i < 50; i++) {
      write(
          AuditEntry.done(
              NOON.plusNanos(i * 1000L),
              new AuditActor("ines", AuditActor.Kind.PERSON),
              "plan.submit",
              "plan",
              "p" + i));
    }
    assertThat(objects(all(50)).reversed())
        .isEqualTo(IntStream.range(0, 50).mapToObj(i -> "p" + i).toList());
  }

  @Test
  void goesOnBehindAnEntry() {
    for (int i = 0; i < 5; i++) {
      write(entry(i, "ines", "plan.submit", "p" + i));
    }
    List<AuditRead> first = reads.page(audit.tenant, all(2)).block(WAIT);
    UUID last = UUID.fromString(first.getLast().id());
    var next = new AuditReads.Filter(null, null, null, null, null, null, last, 2);
    assertThat(first).extracting(AuditRead::objectId).containsExactly("p4", "p3");
    assertThat(objects(next)).containsExactly("p2", "p1");
  }

  @Test
  void tellsTheNumberOnceAnEntryIsLinked() {
    write(entry(1, "ines", "plan.submit", "p1").with("steps", 3));
    assertThat(reads.page(audit.tenant, all(1)).block(WAIT).getFirst().seq()).isNull();
    audit.chain.link(audit.tenant).block(WAIT);
    AuditRead read = reads.page(audit.tenant, all(1)).block(WAIT).getFirst();
    assertThat(read.seq()).isOne();
    assertThat(read.at()).isEqualTo(NOON.plusSeconds(1));
    assertThat(read.data()).isEqualTo(Map.of("steps", 3L));
  }

  @Test
  void keepsHostileTextAsDataFromWritingToVerifying() {
    int second = 0;
    for (String text : HostileTexts.ALL) {
      var actor = new AuditActor(text, AuditActor.Kind.PERSON);
      write(
          AuditEntry.denied(NOON.plusSeconds(second++), actor, "plan.submit", "plan", text, text)
              .with("text", text)
              .with("list", List.of(text, text)));
    }
    audit.chain.link(audit.tenant).block(WAIT);
    audit.heads.sign(audit.tenant).block(WAIT);

    List<AuditRead> read = reads.page(audit.tenant, all(100)).block(WAIT).reversed();
    assertThat(read).extracting(AuditRead::actor).isEqualTo(HostileTexts.ALL);
    assertThat(read).extracting(AuditRead::objectId).isEqualTo(HostileTexts.ALL);
    assertThat(read).extracting(AuditRead::reason).isEqualTo(HostileTexts.ALL);
    assertThat(read).extracting(entry -> entry.data().get("text")).isEqualTo(HostileTexts.ALL);
    assertThat(audit.verify().findings()).isEmpty();
    assertThat(lines())
        .allSatisfy(line -> {
          assertThat(line).doesNotContainPattern("[\\x00-\\x1f]");
          assertThat(Json.object(line.getBytes(StandardCharsets.UTF_8))).containsKey("seq");
        });
    for (String text : HostileTexts.ALL) {
      assertThat(objects(filter(null, null, text, null, null, null))).containsExactly(text);
      assertThat(objects(filter(text, null, null, null, null, null))).isEmpty();
    }
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    audit
        .trail
        .parts(audit.tenant)
        .doOnNext(part -> part.each(entry -> lines.add(CanonicalJson.of(entry.line())), head -> {}))
        .blockLast(WAIT);
    return lines;
  }
}
