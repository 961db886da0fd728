package dev.cadre.stores.audit;

import static dev.cadre.stores.audit.AuditStore.WAIT;
import static dev.cadre.stores.audit.AuditStore.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.workflows.audit.MerkleFrontier;
import dev.cadre.workflows.audit.SignedHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Timeout(120)
class AuditHeadsIT {

  @TempDir Path folder;
  private AuditStore audit;

  @BeforeEach
  void opens() {
    audit = new AuditStore(folder);
  }

  private void link(int entries) {
    Flux.range(0, entries)
        .concatMap(i -> audit.log.write(audit.tenant, entry("p" + i)))
        .then(audit.chain.link(audit.tenant))
        .block(WAIT);
  }

  private List<SignedHead> heads() {
    return audit.heads.after(audit.tenant, 0, Long.MAX_VALUE, 1000).block(WAIT);
  }

  private List<String> exported(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve(audit.tenant + ".ndjson"));
  }

  @Test
  void signsTheRootOfTheWholeTreeEachTime() {
    var whole = new MerkleFrontier();
    for (int grown : new int[] {1, 1, 2, 3, 1, 9, 15, 1, 32}) {
      link(grown);
      SignedHead head = audit.heads.sign(audit.tenant).block(WAIT);
      audit
          .trail
          .parts(audit.tenant)
          .flatMapIterable(AuditTrail.Part::entries)
          .filter(entry -> entry.seq() > whole.size())
          .doOnNext(entry -> whole.add(entry.hash()))
          .blockLast(WAIT);
      assertThat(head.size()).isEqualTo(whole.size());
      assertThat(head.root()).isEqualTo(whole.root());
    }
    assertThat(audit.verify().heads()).isEqualTo(9);
    assertThat(audit.verify().covered()).isEqualTo(65);
  }

  @Test
  void signsNothingWhereNothingWasLinked() {
    assertThat(audit.heads.sign(audit.tenant).block(WAIT)).isNull();
    link(3);
    assertThat(audit.heads.sign(audit.tenant).block(WAIT).size()).isEqualTo(3);
    assertThat(audit.heads.sign(audit.tenant).block(WAIT)).isNull();
    assertThat(heads()).hasSize(1);
  }

  @Test
  void signsOnceWhatSeveralProcessesSignTogether() {
    link(5);
    List<SignedHead> signed =
        Flux.range(0, 8)
            .flatMap(_ -> audit.heads(null).sign(audit.tenant), 8)
            .collectList()
            .block(WAIT);
    assertThat(signed).hasSize(1);
    assertThat(heads()).isEqualTo(signed);
  }

  @Test
  void exportsEachHeadAsALine() throws IOException {
    link(2);
    audit.heads.sign(audit.tenant).block(WAIT);
    link(1);
    audit.heads.sign(audit.tenant).block(WAIT);
    audit.heads.export(audit.tenant).block(WAIT);

    assertThat(exported(audit.folder))
        .hasSize(2)
        .element(1)
        .asString()
        .startsWith("{\"at\":\"")
        .contains("\"kind\":\"head\"", "\"size\":3", "\"tenant\":\"" + audit.tenant + "\"");
  }

  @Test
  void exportsLaterWhatItCouldNotThen() throws IOException {
    link(2);
    audit.heads(null).sign(audit.tenant).block(WAIT);
    assertThat(audit.folder).doesNotExist();
    link(1);
    audit.heads.sign(audit.tenant).block(WAIT);
    assertThat(exported(audit.folder)).hasSize(2);
  }

  @Test
  void keepsAWholeCopyInEachFolder() throws IOException {
    AuditHeads second = audit.heads(folder.resolve("second"));
    link(1);
    audit.heads.sign(audit.tenant).block(WAIT);
    link(1);
    second.sign(audit.tenant).block(WAIT);
    audit.heads.export(audit.tenant).block(WAIT);
    assertThat(exported(folder.resolve("second"))).isEqualTo(exported(audit.folder)).hasSize(2);
  }

  @Test
  void writesOverWhatACrashHasLeftOfALine() throws IOException {
    link(1);
    audit.heads.sign(audit.tenant).block(WAIT);
    Path file = audit.folder.resolve(audit.tenant + ".ndjson");
    String whole = Files.readString(file);
    Files.writeString(file, whole + whole.substring(0, 100));
    assertThat(audit.verify().findings()).isEmpty();
    link(1);
    audit.heads.sign(audit.tenant).block(WAIT);
    assertThat(exported(audit.folder)).hasSize(2).first().isEqualTo(whole.strip());

    Files.writeString(file, whole.substring(0, 100));
    audit.heads.export(audit.tenant).block(WAIT);
    assertThat(exported(audit.folder)).hasSize(2);
  }

  @Test
  void cutsNothingOffAFileThatIsNoneOfItsOwn() throws IOException {
    link(1);
    Files.createDirectories(audit.folder);
    Path file = audit.folder.resolve(audit.tenant + ".ndjson");
    for (String other : List.of("not a head\n", "x".repeat(10_000), "{}\n")) {
      Files.writeString(file, other);
      assertThatThrownBy(() -> audit.heads.export(audit.tenant).block(WAIT)).isNotNull();
      assertThat(Files.readString(file)).isEqualTo(other);
    }
  }

  @Test
  void signsNoMoreWhereTheLogDoesNotGoOn() {
    link(4);
    audit.heads.sign(audit.tenant).block(WAIT);
    link(2);
    audit.tamper(
        "update audit_link set prev_hash = hash where tenant_id = ? and seq = 5",
        audit.tenant.value());
    assertBroken();
    audit.tamper("delete from audit_link where tenant_id = ? and seq = 5", audit.tenant.value());
    assertBroken();
    audit.tamper(
        "update audit_head set frontier = array[chain] where tenant_id = ?", audit.tenant.value());
    assertBroken();
    assertThat(heads()).hasSize(1);
  }

  private void assertBroken() {
    Mono<SignedHead> signing = audit.heads.sign(audit.tenant);
    assertThatThrownBy(() -> signing.block(WAIT)).isInstanceOf(AuditBroken.class);
  }

  @Test
  void listsHeadsNewestFirst() {
    for (int i = 0; i < 3; i++) {
      link(1);
      audit.heads.sign(audit.tenant).block(WAIT);
    }
    assertThat(Objects.requireNonNull(audit.heads.newest(audit.tenant, 3, 5).block(WAIT)))
        .extracting(SignedHead::size)
        .containsExactly(2L, 1L);
  }
}
