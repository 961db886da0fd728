package dev.cadre.activities.memory;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.cadre.stores.memory.Embedding;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;

/** all-MiniLM-L6-v2, quantised, from the class path: 23 MB of weights. */
final class MiniLm extends AbstractInProcessEmbeddingModel {

  private static final String WEIGHTS = "/all-minilm-l6-v2-q.onnx";
  private static final String WORDS = "/all-minilm-l6-v2-q-tokenizer.json";

  private final OnnxBertBiEncoder encoder;

  private MiniLm(OnnxBertBiEncoder encoder) {
    // Each text is given alone, on the thread that asks.
    super(Runnable::run);
    this.encoder = encoder;
  }

  static MiniLm load() throws IOException, OrtException {
    keepToItself();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (InputStream weights = resource(WEIGHTS);
        InputStream words = resource(WORDS);
        OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      // A text a thread: twice as many a second as all threads at one text, which wait for each
      // other and burn processor time meanwhile.
      options.setIntraOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      OrtSession session = environment.createSession(weights.readAllBytes(), options);
      return new MiniLm(new OnnxBertBiEncoder(environment, session, words, PoolingMode.MEAN));
    }
  }

  /** The tokenizer's library would tell its makers of each start, and look for other builds. */
  private static void keepToItself() {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("RUST_FLAVOR", "cpu");
    if (System.getProperty("ENGINE_CACHE_DIR") == null) {
      Path cache = Path.of(System.getProperty("user.home"), ".cache", "cadre", "tokenizers");
      System.setProperty("ENGINE_CACHE_DIR", cache.toString());
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(MiniLm.class.getResourceAsStream(name), name);
  }

  /** Where a text stands; an {@link IllegalArgumentException} when it cannot read any of it. */
  Embedding vector(String text) {
    return Embedding.of(embed(text).content().vector());
  }

  @Override
  protected OnnxBertBiEncoder model() {
    return encoder;
  }
}
