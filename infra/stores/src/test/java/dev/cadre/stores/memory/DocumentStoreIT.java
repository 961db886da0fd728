package dev.cadre.stores.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.audit.AuditActor;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.runtime.ChangeRefused;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class DocumentStoreIT {

  private static final TenantId TENANT = TestStore.TENANT;
  private static final By BY = new By(AuditActor.person(TENANT, "librarian"), null);

  private final TestStore store = TestStore.open();
  private final DocumentStore documents =
      new DocumentStore(store.postgres(), store.keys(), Clock.systemUTC());
  private final DocumentReads reads = new DocumentReads(store.postgres(), store.keys());
  private final String name = "c" + UUID.randomUUID();
  private final UUID collection = documents.create(TENANT, BY, name).block().id();

  private static NewDocument document(String id, @Nullable String source, String text) {
    return new NewDocument(id, null, source, text);
  }

  private static Embedding embedding(long seed) {
    Random random = new Random(seed);
    float[] numbers = new float[Embedding.DIMENSIONS];
    double square = 0;
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextGaussian();
      square += numbers[i] * numbers[i];
    }
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] /= (float) Math.sqrt(square);
    }
    return Embedding.of(numbers);
  }

  private static List<Chunk> chunks(String... texts) {
    return IntStream.range(0, texts.length)
        .mapToObj(i -> new Chunk(texts[i], embedding(i)))
        .toList();
  }

  private @Nullable Added add(NewDocument document, String... texts) {
    return documents.add(TENANT, BY, collection, document, chunks(texts)).block();
  }

  private long revision() {
    return reads.head(TENANT, name).block().revision();
  }

  private Set<UUID> editions() {
    return reads.editions(TENANT, collection).block().ids();
  }

  @Test
  void refusesASecondCollectionOfTheName() {
    assertThatThrownBy(() -> documents.create(TENANT, BY, name).block())
        .isInstanceOf(ChangeRefused.class);
  }

  @Test
  void replacesOtherContentAndLeavesTheSame() {
    NewDocument first = document("a", "wiki", "# Tea\nGreen tea.");
    assertThat(documents.holds(TENANT, collection, first).block()).isFalse();
    assertThat(add(first, "Green tea.")).isEqualTo(Added.CREATED);
    assertThat(documents.holds(TENANT, collection, first).block()).isTrue();
    assertThat(revision()).isEqualTo(1);
    Set<UUID> before = editions();

    assertThat(add(first, "Green tea.")).isEqualTo(Added.UNCHANGED);
    assertThat(revision()).isEqualTo(1);
    assertThat(editions()).isEqualTo(before);

    NewDocument second = document("a", "wiki", "Black tea.");
    assertThat(documents.holds(TENANT, collection, second).block()).isFalse();
    assertThat(add(second, "Black", "tea.")).isEqualTo(Added.REPLACED);
    assertThat(revision()).isEqualTo(2);
    assertThat(editions()).hasSize(1).doesNotContainAnyElementsOf(before);
    assertThat(reads.embeddings(TENANT, before, null).block()).isEmpty();

    WholeDocument now = reads.document(TENANT, collection, "a").block();
    assertThat(now.text()).isEqualTo("Black tea.");
    assertThat(now.head().title()).isEqualTo("Black tea.");
    assertThat(now.head().chunks()).isEqualTo(2);
    assertThat(now.head().createdAt()).isBefore(now.head().updatedAt());
  }

  @Test
  void keepsManyChunksInTheirOrder() {
    List<Chunk> many = new ArrayList<>();
    for (int i = 0; i < 1201; i++) {
      many.add(new Chunk("piece " + i, embedding(i)));
    }
    documents.add(TENANT, BY, collection, document("long", null, "pieces"), many).block();
    List<StoredEmbedding> read = new ArrayList<>();
    List<StoredEmbedding> page;
    do {
      ChunkId last = read.isEmpty() ? null : read.getLast().chunk();
      page = reads.embeddings(TENANT, editions(), last).block();
      read.addAll(page);
    } while (!page.isEmpty());
    assertThat(read).hasSize(1201);
    for (int i = 0; i < 1201; i++) {
      assertThat(read.get(i).chunk().number()).isEqualTo(i);
      assertThat(read.get(i).embedding().dot(embedding(i))).isGreaterThan(0.9999);
    }
    List<ChunkId> some = List.of(read.get(700).chunk(), new ChunkId(UUID.randomUUID(), 0));
    assertThat(reads.passages(TENANT, collection, some).block())
        .containsExactly(new Passage(read.get(700).chunk(), "long", "pieces", null, "piece 700"));
  }

  @Test
  void deletesOneOrAllOfASource() {
    add(document("a", "wiki/1", "One."), "One.");
    add(document("b", "wiki/1", "Two."), "Two.");
    add(document("c", "wiki/2", "Three."), "Three.");
    add(document("d", null, "Four."), "Four.");
    assertThat(documents.delete(TENANT, BY, collection, "d").block()).isTrue();
    assertThat(documents.delete(TENANT, BY, collection, "d").block()).isFalse();
    assertThat(revision()).isEqualTo(5);
    assertThat(documents.deleteSource(TENANT, BY, collection, "wiki/1").block()).isEqualTo(2);
    assertThat(documents.deleteSource(TENANT, BY, collection, "wiki/1").block()).isZero();
    assertThat(revision()).isEqualTo(6);
    assertThat(reads.documents(TENANT, collection, null, 10).block())
        .extracting(DocumentRead::id)
        .containsExactly("c");
    assertThat(
            store.read(
                "select count(*) from document_chunk c join document d using (tenant_id, edition)"
                    + " where d.collection_id = ?",
                collection))
        .isEqualTo("1");
    assertThat(
            store.read(
                "select string_agg(action || ' ' || actor, ', ' order by at, id)"
                    + " from audit_event where object_id in ('d', ?) and actor = 'librarian'",
                collection.toString()))
        .contains("document.delete librarian", "document.delete_source librarian");
  }

  @Test
  void listsInPages() {
    for (String id : List.of("c", "a", "b")) {
      add(document(id, null, "Text of " + id), "Text");
    }
    assertThat(reads.documents(TENANT, collection, null, 2).block())
        .extracting(DocumentRead::id)
        .containsExactly("a", "b");
    assertThat(reads.documents(TENANT, collection, "b", 2).block())
        .extracting(DocumentRead::id)
        .containsExactly("c");
    assertThat(reads.collections(TENANT).block())
        .filteredOn(read -> read.name().equals(name))
        .singleElement()
        .satisfies(read ->
            assertThat(List.of(read.documents(), read.chunks())).isEqualTo(List.of(3L, 3L)));
  }

  @Test
  void sealsTextsAndVectors() {
    String secret = "the cellar door code is 4711";
    add(new NewDocument("s", "Cellar door", "cellar-book", secret), secret);
    String row =
        store.read(
            "select d::text || c::text from document d join document_chunk c using (tenant_id,"
                + " edition) where d.collection_id = ?",
            collection);
    for (byte[] clear :
        List.of(
            secret.getBytes(StandardCharsets.UTF_8),
            "Cellar".getBytes(StandardCharsets.UTF_8),
            "cellar-book".getBytes(StandardCharsets.UTF_8),
            java.util.Arrays.copyOf(embedding(0).bytes(), 32))) {
      assertThat(row)
          .doesNotContain(HexFormat.of().formatHex(clear))
          .doesNotContain(new String(clear, StandardCharsets.UTF_8));
    }
  }

  @Test
  void showsNothingToAnotherTenant() {
    add(document("a", "wiki", "Secret."), "Secret.");
    TenantId other = new TenantId(UUID.randomUUID());
    store.read(
        "insert into tenant (id, name, domain) values (?, 'Other', ?) returning id",
        other.value(),
        other + ".example");
    List<ChunkId> chunk = List.of(new ChunkId(editions().iterator().next(), 0));
    assertThat(reads.passages(TENANT, collection, chunk).block()).hasSize(1);
    assertThat(reads.head(other, name).blockOptional()).isEmpty();
    assertThat(reads.collections(other).block()).isEmpty();
    assertThat(reads.documents(other, collection, null, 10).block()).isEmpty();
    assertThat(reads.document(other, collection, "a").blockOptional()).isEmpty();
    assertThat(reads.editions(other, collection).blockOptional()).isEmpty();
    assertThat(reads.embeddings(other, editions(), null).block()).isEmpty();
    assertThat(reads.passages(other, collection, chunk).block()).isEmpty();
    assertThat(documents.delete(other, BY, collection, "a").blockOptional()).isEmpty();
    assertThat(
            documents
                .add(other, BY, collection, document("x", null, "Mine."), chunks("Mine."))
                .blockOptional())
        .isEmpty();
    assertThat(editions()).hasSize(1);
  }

  @Test
  void takesManyAtOnceOneAfterAnother() {
    Flux.range(0, 12)
        .flatMap(
            i ->
                documents.add(
                    TENANT,
                    BY,
                    collection,
                    document("same", null, "Content " + i % 3),
                    chunks("Content")),
            12)
        .blockLast();
    assertThat(editions()).hasSize(1);
    assertThat(revision()).isBetween(1L, 12L);
    assertThat(
            store.read(
                "select count(*) from document_chunk c where tenant_id = ? and edition = ?",
                TENANT.value(),
                editions().iterator().next()))
        .isEqualTo("1");
  }
}
