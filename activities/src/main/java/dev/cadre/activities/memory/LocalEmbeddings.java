package dev.cadre.activities.memory;

import dev.cadre.stores.memory.Embedding;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small model in this process, loaded at the first text. It was made of English texts; it reads
 * the first 510 or so tokens of a text together, and of a longer one each part.
 */
public final class LocalEmbeddings implements Embeddings, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LocalEmbeddings.class);
  private static final String NOTHING = "?";
  private static final int MOST_THREADS = 4;

  private final int atOnce =
      Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_THREADS);
  // Platform threads: native calls pin a virtual thread to its carrier.
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          atOnce, Thread.ofPlatform().daemon().name("embeddings-", 1).factory());

  /** Runs on the thread that comes first; the others wait for it. */
  private final FutureTask<MiniLm> model =
      new FutureTask<>(MiniLm::load) {
        @Override
        protected void setException(Throwable cause) {
          LOG.warn("No embeddings, so tools of the type RAG fail: {}", cause.toString());
          super.setException(cause);
        }
      };

  @Override
  public List<Embedding> of(List<String> texts) throws InterruptedException {
    List<Embedding> embeddings = new ArrayList<>(texts.size());
    // No more at once than there are threads: a question need not wait for a whole document.
    Deque<Future<Embedding>> under = new ArrayDeque<>();
    try {
      for (String text : texts) {
        if (under.size() == atOnce) {
          embeddings.add(under.remove().get());
        }
        under.add(threads.submit(() -> embed(text)));
      }
      while (!under.isEmpty()) {
        embeddings.add(under.remove().get());
      }
      return embeddings;
    } catch (ExecutionException | RejectedExecutionException e) {
      throw new EmbeddingFailed(
          model.state() == Future.State.FAILED
              ? "The embedding model does not load on this worker"
              : "The embedding model failed at a text",
          e);
    } finally {
      under.forEach(future -> future.cancel(false));
    }
  }

  private Embedding embed(String text) throws ExecutionException, InterruptedException {
    model.run();
    MiniLm ready = model.get();
    try {
      return ready.vector(text);
    } catch (IllegalArgumentException e) {
      // No character of it is one that the model knows, or all are invisible.
      return ready.vector(NOTHING);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
