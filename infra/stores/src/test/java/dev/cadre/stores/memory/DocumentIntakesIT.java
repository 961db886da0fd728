package dev.cadre.stores.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.audit.AuditActor;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Documents on their way in: each is taken by one worker, and again only if that one is lost. */
class DocumentIntakesIT {

  private static final TenantId TENANT = TestStore.TENANT;
  private static final By BY = new By(AuditActor.person(TENANT, "librarian"), null);

  private final TestStore store = TestStore.open();
  private final DocumentIntakes intakes = at(Duration.ZERO);
  private final UUID collection =
      Objects.requireNonNull(
              new DocumentStore(store.postgres(), store.keys(), Clock.systemUTC())
                  .create(TENANT, BY, "c" + UUID.randomUUID())
                  .block())
          .id();

  private DocumentIntakes at(Duration later) {
    return new DocumentIntakes(
        store.postgres(), store.keys(), Clock.fixed(Instant.now().plus(later), ZoneOffset.UTC));
  }

  @BeforeEach
  void nothingElseWaits() {
    for (Waiting other = at(Duration.ofDays(1)).take().block();
        other != null;
        other = at(Duration.ofDays(1)).take().block()) {
      intakes.failed(other, "Left by another test.").block();
    }
  }

  private UUID put(String text) {
    return Objects.requireNonNull(
            intakes.put(TENANT, BY, collection, new NewDocument("d", null, "s", text)).block())
        .id();
  }

  private @Nullable IntakeRead read(UUID id) {
    return intakes.one(TENANT, collection, id).block();
  }

  @Test
  void isTakenByOneAndEnded() {
    UUID id = put("A secret text.");
    List<Waiting> taken = Flux.range(0, 4).flatMap(_ -> intakes.take()).collectList().block();

    assertThat(taken).hasSize(1);
    Waiting waiting = taken.getFirst();
    assertThat(waiting.document().text()).isEqualTo("A secret text.");
    assertThat(waiting.by()).isEqualTo(BY);
    intakes.done(waiting, Added.CREATED).block();

    assertThat(read(id)).returns("CREATED", IntakeRead::state);
    assertThat(store.read("select count(content) from document_intake where id = ?", id))
        .isEqualTo("0");
    assertThat(at(Duration.ofDays(1)).take().block()).isNull();
  }

  @Test
  void isTakenAgainWhenItsWorkerIsLostAndGivenUpInTheEnd() {
    UUID id = put("Text.");
    assertThat(intakes.take().block()).isNotNull();
    assertThat(at(Duration.ofMinutes(4)).take().block()).isNull();
    assertThat(at(Duration.ofMinutes(6)).take().block()).isNotNull();
    assertThat(at(Duration.ofMinutes(12)).take().block()).isNotNull();
    assertThat(at(Duration.ofMinutes(18)).take().block()).isNull();

    assertThat(read(id)).returns("FAILED", IntakeRead::state);
  }

  @Test
  void isSealedWhileItWaits() {
    UUID id = put("A text that nobody reads in the database.");
    String content =
        store.read("select encode(content, 'escape') from document_intake where id = ?", id);
    assertThat(content).isNotEmpty().doesNotContain("nobody reads");
  }
}
