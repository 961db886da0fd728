package dev.cadre.activities.memory;

import dev.cadre.stores.memory.Embedding;
import java.util.List;

/** Turns texts into vectors: the nearer in meaning, the smaller the angle between them. */
public interface Embeddings {

  /**
   * Blocks; an interrupt of the calling thread aborts it.
   *
   * @param texts none of them blank
   * @return one of each text, in their order
   * @throws EmbeddingFailed for every other way in which it gives none
   */
  List<Embedding> of(List<String> texts) throws InterruptedException;
}
