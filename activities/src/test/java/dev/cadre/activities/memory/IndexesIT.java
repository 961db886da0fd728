package dev.cadre.activities.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.memory.CollectionHead;
import dev.cadre.stores.memory.Embedding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Indexes over a real store: what survives, what is read again, what goes. */
class IndexesIT {

  private static final TestDocuments ALL = TestDocuments.ONE;
  private static final String TEA = "Green tea is poured at eighty degrees.";
  private static final String KETTLE = "The kettle boils one litre of water in three minutes.";

  private final String collection = ALL.collection();

  @TempDir Path folder;

  private Indexes indexes() {
    return new Indexes(folder, 8, ALL.reads);
  }

  private static Embedding embedding(String text) throws InterruptedException {
    return ALL.embeddings.of(List.of(text)).getFirst();
  }

  private static List<Hit> nearest(Indexes indexes, String collection, String text)
      throws IOException, InterruptedException {
    CollectionHead head = ALL.head(collection);
    return indexes.nearest(TestDocuments.TENANT, head, embedding(text), 10);
  }

  private List<Hit> nearest(Indexes indexes, String text) throws IOException, InterruptedException {
    return nearest(indexes, collection, text);
  }

  /** From now on whoever reads a vector of these documents fails. */
  private void spoilVectors() {
    ALL.read(
        "with spoilt as (update document_chunk c set vector = '\\x00' from document d where"
            + " d.edition = c.edition and d.collection_id = ? returning 1) select count(*) from"
            + " spoilt",
        ALL.head(collection).id());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private boolean contains(byte[] wanted) throws IOException {
    for (Path file : files()) {
      String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      if (bytes.contains(new String(wanted, StandardCharsets.ISO_8859_1))) {
        return true;
      }
    }
    return false;
  }

  /** Eight numbers of a vector as Lucene writes them. */
  private static byte[] pattern(Embedding embedding) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(embedding.numbers(), 100, 8);
    return bytes.array();
  }

  @Test
  void survivesARestartAndReadsOnlyWhatIsNew() throws Exception {
    ALL.add(collection, "tea", null, TEA);
    try (Indexes indexes = indexes()) {
      assertThat(nearest(indexes, TEA)).hasSize(1);
    }
    spoilVectors();
    try (Indexes indexes = indexes()) {
      assertThat(nearest(indexes, TEA)).hasSize(1);
    }
    ALL.add(collection, "kettle", null, KETTLE);
    try (Indexes indexes = indexes()) {
      assertThat(nearest(indexes, KETTLE)).hasSize(2);
      assertThat(nearest(indexes, KETTLE).getFirst().score()).isGreaterThan(0.999);
    }
    try (Indexes anew = new Indexes(folder.resolve("other"), 8, ALL.reads)) {
      assertThatThrownBy(() -> nearest(anew, TEA)).isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void takesErasedVectorsOutOfItsFilesAndNeverHasTexts() throws Exception {
    ALL.add(collection, "tea", "wiki", TEA);
    ALL.add(collection, "kettle", "wiki", KETTLE);
    try (Indexes indexes = indexes()) {
      assertThat(nearest(indexes, TEA)).hasSize(2);
      assertThat(contains(pattern(embedding(TEA)))).isTrue();
      assertThat(contains("Green".getBytes(StandardCharsets.UTF_8))).isFalse();
      assertThat(contains("wiki".getBytes(StandardCharsets.UTF_8))).isFalse();
      ALL.delete(collection, "tea");
      assertThat(nearest(indexes, TEA)).hasSize(1);
      for (int i = 0; i < 200 && contains(pattern(embedding(TEA))); i++) {
        Thread.sleep(50);
      }
      assertThat(contains(pattern(embedding(TEA)))).isFalse();
      assertThat(contains(pattern(embedding(KETTLE)))).isTrue();
      assertThat(nearest(indexes, KETTLE)).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"flip", "cut", "garbage", "lose", "strange"})
  void buildsADamagedIndexAnew(String damage) throws Exception {
    ALL.add(collection, "tea", null, TEA);
    ALL.add(collection, "kettle", null, KETTLE);
    try (Indexes indexes = indexes()) {
      assertThat(nearest(indexes, TEA)).hasSize(2);
    }
    for (Path file : files()) {
      damage(damage, file);
    }
    try (Indexes indexes = indexes()) {
      assertThat(nearest(indexes, TEA)).hasSize(2);
      assertThat(nearest(indexes, TEA).getFirst().score()).isGreaterThan(0.999);
    }
  }

  @Test
  void buildsAnewWhatIsDamagedUnderItsHands() throws Exception {
    ALL.add(collection, "tea", null, TEA);
    try (Indexes indexes = indexes()) {
      assertThat(nearest(indexes, TEA)).hasSize(1);
      for (Path file : files()) {
        damage("lose", file);
      }
      ALL.add(collection, "kettle", null, KETTLE);
      assertThat(nearest(indexes, TEA)).hasSize(2);
      for (Path file : files()) {
        Files.delete(file);
      }
      ALL.delete(collection, "tea");
      assertThat(nearest(indexes, KETTLE)).hasSize(1);
    }
  }

  private static void damage(String how, Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    boolean segments = file.getFileName().toString().startsWith("segments");
    switch (how) {
      case "flip" -> {
        if (!segments && bytes.length > 500) {
          bytes[bytes.length / 2] ^= 1;
          Files.write(file, bytes);
        }
      }
      case "cut" -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
      case "garbage" -> Files.write(file, new byte[bytes.length]);
      case "lose" -> {
        if (!segments) {
          Files.delete(file);
        }
      }
      default ->
          Files.writeString(file.resolveSibling("readme.txt"), "hello", StandardOpenOption.CREATE);
    }
  }

  @Test
  void keepsNoMoreOpenThanItMay() throws Exception {
    List<String> collections = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String name = ALL.collection();
      ALL.add(name, "own", null, "Document of collection " + i + ".");
      collections.add(name);
    }
    try (Indexes indexes = new Indexes(folder, 2, ALL.reads);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Hit>>> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String name = collections.get(i % 5);
        // Two at once: more would take turns in closing each other's.
        all.add(threads.submit(() -> nearest(indexes, name, "Document")));
        if (all.size() % 2 == 0) {
          all.get(all.size() - 2).get();
          all.getLast().get();
        }
        assertThat(indexes.open()).isLessThanOrEqualTo(2);
      }
      for (Future<List<Hit>> one : all) {
        assertThat(one.get()).hasSize(1);
      }
    }
  }

  @Test
  void sharesItsFolderWithAnotherProcess() throws Exception {
    try (Indexes one = indexes();
        Indexes other = indexes();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 6; i++) {
        ALL.add(collection, "d" + i, null, "Document " + i + " of the shared folder.");
        Future<List<Hit>> first = threads.submit(() -> nearest(one, "Document"));
        Future<List<Hit>> second = threads.submit(() -> nearest(other, "Document"));
        assertThat(first.get()).hasSize(i + 1);
        assertThat(second.get()).hasSize(i + 1);
      }
      ALL.delete(collection, "d0");
      assertThat(nearest(one, "Document")).hasSize(5);
      assertThat(nearest(other, "Document")).hasSize(5);
    }
  }

  @Test
  void seesEachChangeThoughManyAskAndOthersAdd() throws Exception {
    try (Indexes indexes = indexes();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String id = "d" + i;
        String text = "Note number " + i + " about " + "tea ".repeat(i % 5 + 1) + "and " + i;
        all.add(
            threads.submit(() -> {
              ALL.add(collection, id, null, text);
              return nearest(indexes, text).stream().anyMatch(hit -> hit.score() > 0.999);
            }));
      }
      for (Future<Boolean> one : all) {
        assertThat(one.get()).isTrue();
      }
    }
  }
}
