package dev.cadre.activities.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.util.Utils;
import dev.cadre.stores.memory.Embedding;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LocalEmbeddingsTest {

  private static final LocalEmbeddings EMBEDDINGS = new LocalEmbeddings();

  @AfterAll
  static void close() {
    EMBEDDINGS.close();
  }

  @Test
  void setsNearWhatMeansTheSame() throws InterruptedException {
    List<Embedding> all =
        EMBEDDINGS.of(
            List.of(
                "How do I get my money back?",
                "Refunds are paid within ten days.",
                "The kettle boils a litre in three minutes."));
    assertThat(all.get(0).dot(all.get(1))).isGreaterThan(all.get(0).dot(all.get(2)) + 0.2);
  }

  @Test
  void givesTheSameForEachTextAloneOrAmongOthers() throws InterruptedException {
    List<String> texts = Collections.nCopies(9, "Water for tea.");
    Embedding alone = EMBEDDINGS.of(List.of(texts.getFirst())).getFirst();
    assertThat(EMBEDDINGS.of(texts)).hasSize(9).allMatch(other -> alone.dot(other) > 0.9999);
  }

  /** {@link Embedding} itself refuses what is not of length 1. */
  @Test
  void takesAnyText() throws InterruptedException {
    assertThat(
            EMBEDDINGS.of(
                List.of(
                    "\u200b",
                    "\0",
                    "😀",
                    "日本語のお茶",
                    "x".repeat(3_000),
                    "tea ".repeat(2_000),
                    "[SEP]")))
        .hasSize(7);
  }

  @Test
  void letsAQuestionPassAWholeDocument() throws Exception {
    List<String> document = Collections.nCopies(400, "Tea is an aromatic beverage. ".repeat(25));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<Embedding>> whole = threads.submit(() -> EMBEDDINGS.of(document));
      EMBEDDINGS.of(List.of("What is tea?"));
      EMBEDDINGS.of(List.of("What is water?"));
      assertThat(whole.isDone()).isFalse();
      whole.cancel(true);
    }
  }

  @Test
  void endsAtAnInterrupt() throws Exception {
    List<String> document = Collections.nCopies(2_000, "Tea is an aromatic beverage. ".repeat(25));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> whole =
          threads.submit(() -> {
            Thread.currentThread().interrupt();
            try {
              EMBEDDINGS.of(document);
              return false;
            } catch (InterruptedException e) {
              return true;
            }
          });
      assertThat(whole.get()).isTrue();
    }
  }

  @Test
  void fetchesAndReportsNothing() throws InterruptedException {
    EMBEDDINGS.of(List.of("tea"));
    assertThat(Utils.isOfflineMode()).isTrue();
  }

  @Test
  void failsWhenItIsClosed() throws ExecutionException {
    LocalEmbeddings closed = new LocalEmbeddings();
    closed.close();
    assertThatThrownBy(() -> closed.of(List.of("tea"))).isInstanceOf(EmbeddingFailed.class);
  }
}
