package dev.cadre.activities.llm;

import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small model in this process, four calls at once, more wait within their deadline. Its text
 * differs from run to run, also at temperature 0.
 */
final class LocalModel implements ModelClient, AutoCloseable {

  /** Tokens of prompt and answer together. */
  static final int CONTEXT_WINDOW = 4096;

  private static final Logger LOG = LoggerFactory.getLogger(LocalModel.class);
  private static final int AT_ONCE = 4;
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private final String name;
  // Platform threads: native calls pin a virtual thread to its carrier.
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          AT_ONCE, Thread.ofPlatform().daemon().name("local-model-", 1).factory());
  private final Path weights;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CompletableFuture<LlamaModel> model = new CompletableFuture<>();

  private LocalModel(Path weights) {
    this.weights = weights;
    this.name = String.valueOf(weights.getFileName());
  }

  /** Empty when there is no such file, or no library for this machine. */
  static Optional<LocalModel> open(Path weights) {
    if (!Files.isRegularFile(weights)) {
      LOG.warn("No embedded model: cadre.model.path names no file");
      return Optional.empty();
    }
    return NativeLlama.load() ? Optional.of(new LocalModel(weights)) : Optional.empty();
  }

  /** Begins to load the weights, once; the first call would too. */
  void load() {
    if (!begun.compareAndSet(false, true)) {
      return;
    }
    var _ =
        model
            .completeAsync(() -> read(weights), threads)
            .whenComplete((loaded, failure) -> {
              if (failure != null) {
                LOG.warn("No embedded model: the weights in {} do not load", name);
              }
            });
  }

  private static LlamaModel read(Path weights) {
    return new LlamaModel(
        new ModelParameters()
            .setModel(weights.toString())
            .setCtxSize(AT_ONCE * CONTEXT_WINDOW)
            .setParallel(AT_ONCE)
            .setThreads(Runtime.getRuntime().availableProcessors())
            .disableLog());
  }

  @Override
  public boolean callable() {
    return !model.isCompletedExceptionally() && !threads.isShutdown();
  }

  @Override
  public ModelAnswer call(ModelRequest request) {
    @Nullable OutputCheck check =
        request.schema() == null ? null : OutputCheck.of(request.schema());
    long started = System.nanoTime();
    LocalGeneration generation = new LocalGeneration(request);
    try {
      load();
      Future<Turn> turn = threads.submit(() -> generation.run(model.get()));
      return answer(turn.get(request.deadline().toNanos(), TimeUnit.NANOSECONDS), check, started);
    } catch (TimeoutException e) {
      throw failed(
          FailureCategory.TIMEOUT,
          generation.begun(),
          started,
          "gave no whole answer in time",
          null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(
          FailureCategory.CANCELLED, generation.begun(), started, "was not waited for", null);
    } catch (ExecutionException | RejectedExecutionException e) {
      throw broken(generation, started);
    } finally {
      generation.stop();
    }
  }

  private ModelAnswer answer(Turn turn, @Nullable OutputCheck check, long started) {
    switch (turn.end()) {
      case COMPLETE -> {}
      case LENGTH ->
          throw failed(
              FailureCategory.TRUNCATED,
              true,
              started,
              "was cut at the maximum of tokens",
              turn.usage());
      case WINDOW_FULL ->
          throw failed(
              FailureCategory.CONTEXT_TOO_LARGE,
              false,
              started,
              "has too small a window for the prompt",
              null);
      case REFUSED, BROKEN_OFF ->
          throw failed(FailureCategory.MALFORMED, true, started, "was broken off", turn.usage());
    }
    if (turn.text().isBlank()) {
      throw failed(FailureCategory.MALFORMED, true, started, "answered nothing", turn.usage());
    }
    return new ModelAnswer(
        check == null ? turn.text() : value(turn, check, started),
        turn.text(),
        List.of(),
        name,
        turn.usage(),
        turn.finish(),
        null);
  }

  private @Nullable Object value(Turn turn, OutputCheck check, long started) {
    return switch (check.check(turn.text())) {
      case OutputCheck.Found.Valid valid -> valid.value();
      case OutputCheck.Found.Wrong wrong ->
          throw new ModelCallFailed(
              failure(wrong.category(), true, started, wrong.what()), turn.usage());
    };
  }

  // Not told what the library said: it may quote the prompt.
  private ModelCallFailed broken(LocalGeneration generation, long started) {
    return callable()
        ? failed(FailureCategory.UPSTREAM, generation.begun(), started, "failed", null)
        : failed(FailureCategory.MODEL_GONE, false, started, "could not be loaded", null);
  }

  private static ModelCallFailed failed(
      FailureCategory category, boolean called, long started, String what, @Nullable Usage usage) {
    return new ModelCallFailed(
        failure(category, called, started, "The local model " + what + "."), usage);
  }

  private static AttemptFailure failure(
      FailureCategory category, boolean called, long started, String message) {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
    return new AttemptFailure(category, called, null, null, null, null, false, elapsed, message);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      // Freeing the weights under a running call would take the process down.
      if (threads.awaitTermination(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS)
          && model.isDone()
          && !model.isCompletedExceptionally()) {
        model.join().close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
