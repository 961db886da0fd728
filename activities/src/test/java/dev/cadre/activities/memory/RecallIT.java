package dev.cadre.activities.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.memory.ChunkId;
import dev.cadre.stores.memory.Embedding;
import dev.cadre.stores.memory.StoredEmbedding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 10,000 made-up vectors in 200 clusters; {@code RagFigures} measures the same on real texts. */
class RecallIT {

  private static final int CHUNKS = 10_000;
  private static final int CLUSTERS = 200;
  private static final int QUERIES = 200;
  private static final int TOP = 10;

  private final Random random = new Random(42);
  private final List<float[]> centres = new ArrayList<>();

  @TempDir Path folder;

  private float[] gaussian(double width) {
    float[] numbers = new float[Embedding.DIMENSIONS];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) (random.nextGaussian() * width);
    }
    return numbers;
  }

  private Embedding near(float[] centre) {
    float[] numbers = gaussian(0.8);
    double square = 0;
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] += centre[i];
      square += numbers[i] * numbers[i];
    }
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] /= (float) Math.sqrt(square);
    }
    return Embedding.of(numbers);
  }

  @Test
  void findsNearlyAllThatAnExactSearchFinds() throws IOException {
    for (int i = 0; i < CLUSTERS; i++) {
      centres.add(gaussian(1));
    }
    List<StoredEmbedding> all = new ArrayList<>();
    for (int i = 0; i < CHUNKS; i++) {
      ChunkId id = new ChunkId(new UUID(7, i / 10), i % 10);
      all.add(new StoredEmbedding(id, near(centres.get(random.nextInt(CLUSTERS)))));
    }
    try (VectorFiles files = VectorFiles.open(folder)) {
      files.change(writer -> {
        for (StoredEmbedding stored : all) {
          writer.addDocument(ChunkFields.document(stored));
        }
        VectorFiles.commit(writer, 1);
      });
      int found = 0;
      for (int i = 0; i < QUERIES; i++) {
        Embedding query = near(centres.get(random.nextInt(CLUSTERS)));
        Set<ChunkId> exact = exact(all, query);
        Set<ChunkId> ours =
            files.nearest(query, DocumentSearch.CANDIDATES).stream()
                .limit(TOP)
                .map(Hit::chunk)
                .collect(Collectors.toCollection(HashSet::new));
        ours.retainAll(exact);
        found += ours.size();
      }
      assertThat(found / (double) (QUERIES * TOP)).isGreaterThanOrEqualTo(0.95);
    }
  }

  static Set<ChunkId> exact(List<StoredEmbedding> all, Embedding query) {
    record Scored(ChunkId id, double score) {}
    return all.stream()
        .map(stored -> new Scored(stored.chunk(), stored.embedding().dot(query)))
        .sorted(Comparator.comparingDouble(Scored::score).reversed())
        .limit(TOP)
        .map(Scored::id)
        .collect(Collectors.toSet());
  }
}
