package dev.cadre.workers.runtime;

import dev.cadre.activities.memory.Documents;
import dev.cadre.activities.memory.EmbeddingFailed;
import dev.cadre.activities.memory.NoCollection;
import dev.cadre.stores.memory.DocumentIntakes;
import dev.cadre.stores.memory.Waiting;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Takes in the documents that the API was sent, one at a time. */
@Component
class DocumentIntake {

  private static final Logger LOG = LoggerFactory.getLogger(DocumentIntake.class);
  private static final Duration STORE_WAIT = Duration.ofSeconds(15);
  private static final Duration REST = Duration.ofSeconds(1);
  private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);

  private final DocumentIntakes intakes;
  private final Documents documents;
  private final Thread thread = Thread.ofVirtual().name("document-intake").unstarted(this::work);

  DocumentIntake(DocumentIntakes intakes, Documents documents) {
    this.intakes = intakes;
    this.documents = documents;
  }

  @EventListener(ApplicationReadyEvent.class)
  void start() {
    thread.start();
  }

  @jakarta.annotation.PreDestroy
  void stop() {
    thread.interrupt();
  }

  private void work() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Waiting waiting = intakes.take().block(STORE_WAIT);
        if (waiting == null) {
          Thread.sleep(REST);
        } else {
          take(waiting);
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        // The store is away, or not there yet; what was taken is taken again when its time is over.
        LOG.debug("no document is taken in", e);
        if (!rested()) {
          return;
        }
      }
    }
  }

  private static boolean rested() {
    try {
      Thread.sleep(AFTER_TROUBLE);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void take(Waiting waiting) throws InterruptedException {
    try {
      var added =
          documents.add(waiting.tenant(), waiting.by(), waiting.collection(), waiting.document());
      intakes.done(waiting, added).block(STORE_WAIT);
    } catch (NoCollection | EmbeddingFailed e) {
      intakes.failed(waiting, String.valueOf(e.getMessage())).block(STORE_WAIT);
    }
  }
}
