package dev.cadre.activities.memory;

import dev.cadre.stores.memory.ChunkId;
import dev.cadre.stores.memory.CollectionHead;
import dev.cadre.stores.memory.Embedding;
import dev.cadre.stores.memory.StoredEmbedding;
import java.io.IOException;
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
 * Measures searches over the texts beneath a folder, cut into at most 10,000 chunks; the first
 * argument names the folder, such as that of this project.
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
    new RagFigures().run(Path.of(arguments[0]), folder);
    System.exit(0);
  }

  private void run(Path texts, Path folder) throws Exception {
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

  private void add(Path texts) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(texts)) {
      files = walk.filter(RagFigures::text).sorted().toList();
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
    double[] embedding = new double[queries.size()];
    double[] index = new double[queries.size()];
    double[] whole = new double[queries.size()];
    DocumentSearch search = new DocumentSearch(all.reads, all.embeddings, indexes);
    CollectionHead head = all.head(collection);
    int found = 0;
    for (int i = 0; i < queries.size(); i++) {
      long start = System.nanoTime();
      Embedding query = all.embeddings.of(List.of(queries.get(i))).getFirst();
      long embedded = System.nanoTime();
      List<Hit> hits =
          indexes.nearest(TestDocuments.TENANT, head, query, DocumentSearch.CANDIDATES);
      long searched = System.nanoTime();
      search.search(TestDocuments.TENANT, collection, queries.get(i), TOP, -1);
      long end = System.nanoTime();
      embedding[i] = (embedded - start) / 1e6;
      index[i] = (searched - embedded) / 1e6;
      whole[i] = (end - searched) / 1e6;
      Set<ChunkId> ours = hits.stream().limit(TOP).map(Hit::chunk).collect(Collectors.toSet());
      ours.retainAll(RecallIT.exact(stored, query));
      found += ours.size();
    }
    say("recall at 10", found / (double) (TOP * queries.size()));
    spread("embedding of a query", embedding);
    spread("search of the index", index);
    spread("whole search: head, embedding, index, passages", whole);
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

  private static void spread(String what, double[] millis) {
    Arrays.sort(millis);
    say(what + ", ms, median", millis[millis.length / 2]);
    say(what + ", ms, 95 of 100", millis[millis.length * 95 / 100]);
  }

  private static void say(String what, double figure) {
    System.out.println(what + ": " + String.format(Locale.ROOT, "%.3f", figure));
  }
}
