package dev.cadre.activities.memory;

import com.sun.management.OperatingSystemMXBean;
import dev.cadre.stores.memory.ChunkId;
import dev.cadre.stores.memory.CollectionHead;
import dev.cadre.stores.memory.Embedding;
import dev.cadre.stores.memory.StoredEmbedding;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures searches over the texts beneath folders, which the arguments name, such as that of this
 * project; no more are read when they are cut into 10,000 chunks.
 */
final class RagFigures {

  private static final int CHUNKS = 10_000;
  private static final int QUERIES = 300;
  private static final int TOP = 10;
  private static final Set<String> TEXTS = Set.of("java", "md", "yaml", "sql", "txt", "xml");

  private final TestDocuments all = TestDocuments.ONE;
  private final String collection = all.collection();
  private final Random random = new Random(1);
  private final List<String> chunks = new ArrayList<>();

  private RagFigures() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("rag-figures");
    new RagFigures().run(Stream.of(arguments).map(Path::of).toList(), folder);
    System.exit(0);
  }

  private void run(List<Path> texts, Path folder) throws Exception {
    all.embeddings.of(List.of("warm"));
    add(texts);
    List<StoredEmbedding> stored = stored();
    List<String> queries = new ArrayList<>();
    for (int i = 0; i < QUERIES; i++) {
      String chunk = chunks.get(random.nextInt(chunks.size()));
      int from = random.nextInt(Math.max(1, chunk.length() - 80));
      queries.add("about " + chunk.substring(from, Math.min(chunk.length(), from + 80)));
    }
    try (Indexes indexes = new Indexes(folder, 8, all.reads)) {
      time(
          "first build of the index",
          () -> nearest(indexes, all.embeddings.of(List.of("x")).getFirst()));
      measure(indexes, stored, queries);
      erase(indexes);
    }
    try (Indexes indexes = new Indexes(folder, 8, all.reads)) {
      time("first search after a restart", () -> nearest(indexes, stored.getFirst().embedding()));
    }
    try (Stream<Path> files = Files.walk(folder)) {
      say("index on disk, MB", files.mapToLong(file -> file.toFile().length()).sum() / 1e6);
    }
  }

  private void add(List<Path> texts) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path folder : texts) {
      try (Stream<Path> walk = Files.walk(folder)) {
        walk.filter(RagFigures::text).sorted().forEach(files::add);
      }
    }
    long start = System.nanoTime();
    int documents = 0;
    for (Path file : files) {
      String text = Files.readString(file);
      if (!text.isBlank() && chunks.size() < CHUNKS) {
        all.add(collection, "d" + documents++, file.toString(), text);
        chunks.addAll(TextChunks.of(text));
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    say("documents", documents);
    say("chunks", chunks.size());
    say("chunks added a second, embedding and store", chunks.size() / seconds);
  }

  private static boolean text(Path file) {
    String name = file.getFileName().toString();
    if (!Files.isRegularFile(file)
        || file.toString().contains("/target/")
        || !TEXTS.contains(name.substring(name.lastIndexOf('.') + 1))) {
      return false;
    }
    try {
      return Files.readString(file).length() < 1_000_000;
    } catch (MalformedInputException e) {
      return false;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<StoredEmbedding> stored() {
    List<StoredEmbedding> read = new ArrayList<>();
    CollectionHead head = all.head(collection);
    for (var edition : all.reads.editions(TestDocuments.TENANT, head.id()).block().ids()) {
      ChunkId last = null;
      List<StoredEmbedding> page;
      do {
        page = all.reads.embeddings(TestDocuments.TENANT, Set.of(edition), last).block();
        read.addAll(page);
        last = page.isEmpty() ? null : page.getLast().chunk();
      } while (!page.isEmpty());
    }
    return read;
  }

  private List<Hit> nearest(Indexes indexes, Embedding query) throws Exception {
    return indexes.nearest(
        TestDocuments.TENANT, all.head(collection), query, DocumentSearch.CANDIDATES);
  }

  private void measure(Indexes indexes, List<StoredEmbedding> stored, List<String> queries)
      throws Exception {
    List<Embedding> asked = new ArrayList<>();
    List<List<Hit>> hits = new ArrayList<>();
    DocumentSearch search = new DocumentSearch(all.reads, all.embeddings, indexes);
    CollectionHead head = all.head(collection);
    each(
        "embedding of a query",
        i -> asked.add(all.embeddings.of(List.of(queries.get(i))).getFirst()));
    each(
        "search of the index",
        i ->
            hits.add(
                indexes.nearest(
                    TestDocuments.TENANT, head, asked.get(i), DocumentSearch.CANDIDATES)));
    each(
        "whole search: head, embedding, index, passages",
        i -> search.search(TestDocuments.TENANT, collection, queries.get(i), TOP, -1));
    int found = 0;
    for (int i = 0; i < QUERIES; i++) {
      Set<ChunkId> ours =
          hits.get(i).stream().limit(TOP).map(Hit::chunk).collect(Collectors.toSet());
      ours.retainAll(RecallIT.exact(stored, asked.get(i)));
      found += ours.size();
    }
    say("recall at 10", found / (double) (TOP * QUERIES));
  }

  private interface Query {

    void run(int number) throws Exception;
  }

  /** The processor's time is that of this process, so other programs do not count. */
  private static void each(String what, Query query) throws Exception {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    double[] millis = new double[QUERIES];
    long before = system.getProcessCpuTime();
    for (int i = 0; i < QUERIES; i++) {
      long start = System.nanoTime();
      query.run(i);
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    double processor = (system.getProcessCpuTime() - before) / 1e6 / QUERIES;
    Arrays.sort(millis);
    say(what + ", ms, median", millis[QUERIES / 2]);
    say(what + ", ms, 95 of 100", millis[QUERIES * 95 / 100]);
    say(what + ", ms of processor time, mean", processor);
  }

  private void erase(Indexes indexes) throws Exception {
    Embedding query = all.embeddings.of(List.of("x")).getFirst();
    all.delete(collection, "d0");
    time("first search after a deletion", () -> nearest(indexes, query));
    Thread.sleep(500);
    all.add(collection, "d0", null, "A text in its place.");
    time("search after an addition, behind the purge", () -> nearest(indexes, query));
    all.add(collection, "more", null, "One more text.");
    time("search after an addition", () -> nearest(indexes, query));
  }

  private interface Work {

    Object run() throws Exception;
  }

  private static void time(String what, Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    say(what + ", ms", (System.nanoTime() - start) / 1e6);
  }

  private static void say(String what, double figure) {
    System.out.println(what + ": " + String.format(Locale.ROOT, "%.3f", figure));
  }
}
