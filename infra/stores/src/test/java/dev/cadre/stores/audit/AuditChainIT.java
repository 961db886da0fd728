package dev.cadre.stores.audit;

import static dev.cadre.stores.audit.AuditStore.WAIT;
import static dev.cadre.stores.audit.AuditStore.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.workflows.audit.LinkedEvent;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@Timeout(120)
class AuditChainIT {

  private static final int WRITERS = 50;
  private static final int EACH = 20;

  @TempDir Path folder;
  private AuditStore audit;

  @BeforeEach
  void opens() {
    audit = new AuditStore(folder);
  }

  private List<LinkedEvent> linked() {
    return audit
        .trail
        .parts(audit.tenant)
        .flatMapIterable(AuditTrail.Part::entries)
        .collectList()
        .block(WAIT);
  }

  private List<String> objects() {
    return linked().stream().map(entry -> (String) entry.event().get("objectId")).toList();
  }

  @Test
  void makesOneChainOfWhatManyWriteWhileSeveralLink() {
    Flux<Long> linkers =
        Flux.range(0, 3)
            .flatMap(
                _ -> audit.chain.link(audit.tenant).repeat(10).subscribeOn(Schedulers.parallel()));
    Flux<Void> writers =
        Flux.range(0, WRITERS)
            .flatMap(
                writer ->
                    Flux.range(0, EACH)
                        .concatMap(i -> audit.log.write(audit.tenant, entry(writer + "-" + i))),
                WRITERS);
    Mono.when(writers, linkers).block(WAIT);
    audit.chain.link(audit.tenant).block(WAIT);

    List<LinkedEvent> chain = linked();
    assertThat(chain)
        .extracting(LinkedEvent::seq)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, WRITERS * EACH).boxed().toList());
    assertThat(objects())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, WRITERS * EACH).mapToObj(i -> i / EACH + "-" + i % EACH).toList());
    assertThat(audit.verify().findings()).isEmpty();
    assertThat(audit.count("audit_unlinked")).isZero();
  }

  @Test
  void leavesNoEntryOfWhatWasRolledBack() {
    Mono<Void> failing =
        audit
            .store
            .postgres()
            .inTenant(
                audit.tenant,
                client ->
                    AuditRows.write(client, audit.tenant, entry("p1"))
                        .then(Mono.error(new IllegalStateException("rolled back"))));
    assertThatThrownBy(() -> failing.block(WAIT)).hasMessageContaining("rolled back");

    assertThat(audit.chain.link(audit.tenant).block(WAIT)).isZero();
    assertThat(audit.count("audit_event")).isZero();
    assertThat(audit.count("audit_unlinked")).isZero();
  }

  @Test
  void linksWhatACrashHasLeftWithoutALink() {
    audit.log.write(audit.tenant, entry("p1")).block(WAIT);
    assertThat(audit.chain.unlinked().collectList().block(WAIT)).contains(audit.tenant);

    assertThat(new AuditChain(audit.store.postgres()).link(audit.tenant).block(WAIT)).isOne();

    assertThat(audit.chain.unlinked().collectList().block(WAIT)).doesNotContain(audit.tenant);
    assertThat(objects()).containsExactly("p1");
    assertThat(audit.chain.link(audit.tenant).block(WAIT)).isZero();
  }

  /** The linker's connection breaks when it has the lock next; what it did is undone with it. */
  @Test
  void linksOnceWhatALinkerThatDiedHadBegun() throws Exception {
    audit.log.write(audit.tenant, entry("p1")).block(WAIT);
    CompletableFuture<Long> dying;
    try (Connection holder = locked()) {
      dying = audit.chain.link(audit.tenant).toFuture();
      String ended = "";
      while (!ended.equals("true")) {
        ended =
            audit.store.read(
                """
                select pg_terminate_backend(pid) from pg_locks
                where locktype = 'advisory' and not granted\
                """);
        Thread.sleep(20);
      }
      holder.rollback();
    }
    assertThatThrownBy(dying::join).isNotNull();
    assertThat(audit.count("audit_link")).isZero();

    assertThat(audit.chain.link(audit.tenant).block(WAIT)).isOne();
    assertThat(objects()).containsExactly("p1");
  }

  private Connection locked() throws SQLException {
    Connection holder = audit.store.asApp();
    holder.setAutoCommit(false);
    try (var statement =
        holder.prepareStatement(
            "select pg_advisory_xact_lock(hashtextextended('audit/' || ?, 0))")) {
      statement.setString(1, audit.tenant.toString());
      statement.execute();
    }
    return holder;
  }

  @Test
  void letsNoWriterWaitForALinkerOrForAnotherWriter() throws Exception {
    try (Connection linking = locked();
        Connection writing = audit.store.asApp()) {
      writing.setAutoCommit(false);
      insert(writing, "p1");
      audit.log.write(audit.tenant, entry("p2")).block(Duration.ofSeconds(10));
      writing.rollback();
      linking.rollback();
    }
    assertThat(audit.count("audit_event")).isOne();
  }

  @Test
  void linksInTheOrderOfCommitsAndMissesNone() throws Exception {
    try (Connection slow = audit.store.asApp()) {
      slow.setAutoCommit(false);
      insert(slow, "first written");
      audit.log.write(audit.tenant, entry("first committed")).block(WAIT);
      audit.chain.link(audit.tenant).block(WAIT);
      slow.commit();
    }
    audit.chain.link(audit.tenant).block(WAIT);

    assertThat(objects()).containsExactly("first committed", "first written");
  }

  private void insert(Connection connection, String object) throws SQLException {
    try (var enter = connection.prepareStatement("select set_config('app.tenant_id', ?, true)")) {
      enter.setString(1, audit.tenant.toString());
      enter.execute();
    }
    try (var statement =
        connection.prepareStatement(
            """
            insert into audit_event (tenant_id, id, at, actor, actor_kind, action, object_kind,
                                     object_id, outcome, data)
            values (?, gen_random_uuid(), now(), 'requester', 'PERSON', 'plan.submit', 'plan', ?,
                    'DONE', '{}')\
            """)) {
      statement.setObject(1, audit.tenant.value());
      statement.setString(2, object);
      statement.execute();
    }
  }

  @Test
  void keepsTheChainsOfTenantsApart() {
    var other = new AuditStore(folder);
    audit.signed(2);
    other.signed(3);
    assertThat(linked()).hasSize(2);
    assertThat(audit.verify().entries()).isEqualTo(2);
    assertThat(other.verify().entries()).isEqualTo(3);
  }
}
