package dev.cadre.activities.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.audit.By;
import dev.cadre.stores.memory.Added;
import dev.cadre.stores.memory.NewDocument;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DocumentsIT {

  private static final TestDocuments ALL = TestDocuments.ONE;

  private final String collection = ALL.collection();

  /** Whoever asks it has asked in vain. */
  private static Documents without(RuntimeException failure) {
    return new Documents(
        ALL.store,
        ALL.reads,
        texts -> {
          throw failure;
        });
  }

  private static NewDocument document(String text) {
    return new NewDocument("a", null, "wiki", text);
  }

  @Test
  void cutsAndStoresADocument() {
    String text =
        IntStream.range(0, 300)
            .mapToObj(i -> "Rule " + i + " is short.")
            .collect(Collectors.joining(" "));
    assertThat(ALL.add(collection, "a", "wiki", text)).isEqualTo(Added.CREATED);
    var read = ALL.reads.document(TestDocuments.TENANT, ALL.head(collection).id(), "a").block();
    assertThat(read.text()).isEqualTo(text);
    assertThat(read.head().chunks()).isEqualTo(TextChunks.of(text).size()).isGreaterThan(3);
  }

  @Test
  void makesNoVectorsOfWhatStandsAlready() throws InterruptedException {
    ALL.add(collection, "a", "wiki", "Green tea.");
    Documents useless = without(new IllegalStateException("asked"));
    assertThat(useless.add(TestDocuments.TENANT, By.SYSTEM, collection, document("Green tea.")))
        .isEqualTo(Added.UNCHANGED);
    assertThatThrownBy(
            () -> useless.add(TestDocuments.TENANT, By.SYSTEM, collection, document("Black tea.")))
        .hasMessage("asked");
  }

  @Test
  void storesNothingWithoutVectors() {
    EmbeddingFailed failure = new EmbeddingFailed("no model", new IllegalStateException());
    assertThatThrownBy(() ->
            without(failure).add(TestDocuments.TENANT, By.SYSTEM, collection, document("Tea.")))
        .isSameAs(failure);
    assertThat(ALL.head(collection).revision()).isZero();
  }

  @Test
  void knowsOnlyCollectionsOfTheTenant() {
    assertThatThrownBy(() -> ALL.add(ALL.tenant(), collection, "a", null, "Tea."))
        .isInstanceOf(NoCollection.class);
  }
}
