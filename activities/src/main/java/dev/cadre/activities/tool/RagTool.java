package dev.cadre.activities.tool;

import dev.cadre.activities.memory.DocumentSearch;
import dev.cadre.activities.memory.EmbeddingFailed;
import dev.cadre.activities.memory.Embeddings;
import dev.cadre.activities.memory.Found;
import dev.cadre.activities.memory.Indexes;
import dev.cadre.activities.memory.NoCollection;
import dev.cadre.stores.key.KeyGone;
import dev.cadre.stores.memory.DocumentReads;
import dev.cadre.stores.tool.ToolNeeds;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.tool.ToolSpec;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Searches a collection of the tenant's documents by meaning: {@code {query}} gives {@code
 * {passages: [{document, title, source, text, score}]}}, the nearest first. Whose documents is said
 * by the call, which collection by the configuration; the arguments say neither.
 */
public final class RagTool implements ToolType, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RagTool.class);
  private static final int TOP = 5;
  private static final int MOST = 20;
  private static final int LONGEST_QUERY = 2_000;
  private static final double ANY = -1;

  private static final Map<String, Object> CONFIGURATION =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of(
              "collection",
              Map.of("type", "string", "minLength", 1, ToolNeeds.COLLECTION, true),
              "top",
              Map.of("type", "integer", "minimum", 1, "maximum", MOST),
              "minimumScore",
              Map.of("type", "number", "minimum", 0, "maximum", 1)),
          "required",
          List.of("collection"),
          "additionalProperties",
          false);

  private final Indexes indexes;
  private final DocumentSearch search;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Opens nothing yet. */
  public RagTool(RagToolSettings settings, DocumentReads store, Embeddings embeddings) {
    indexes = new Indexes(settings.folder(), settings.mostOpen(), store);
    search = new DocumentSearch(store, embeddings, indexes);
  }

  @Override
  public String name() {
    return "RAG";
  }

  @Override
  public Map<String, Object> configuration() {
    return CONFIGURATION;
  }

  @Override
  public Object call(ToolSpec tool, ToolCall call) {
    String collection = collection(tool);
    String query = query(call);
    int top = (int) number(tool, "top", TOP, 1, MOST);
    double minimum = number(tool, "minimumScore", ANY, 0, 1);
    List<Found> found =
        inTime(call, () -> search.search(call.tenant(), collection, query, top, minimum), tool);
    return Map.of("passages", found.stream().map(RagTool::passage).toList());
  }

  private static String collection(ToolSpec tool) {
    if (tool.config().get("collection") instanceof String name && !name.isBlank()) {
      return name;
    }
    throw ToolFailed.refused(
        "The configuration of the tool " + tool.name() + " names no collection.");
  }

  private static double number(ToolSpec tool, String field, double standard, int least, int most) {
    Object value = tool.config().get(field);
    if (value == null) {
      return standard;
    }
    if (value instanceof Number number
        && number.doubleValue() >= least
        && number.doubleValue() <= most) {
      return number.doubleValue();
    }
    throw ToolFailed.refused(
        "In the configuration of the tool %s, %s must be a number from %d to %d."
            .formatted(tool.name(), field, least, most));
  }

  private static String query(ToolCall call) {
    if (!(call.arguments().get("query") instanceof String query) || query.isBlank()) {
      throw ToolFailed.refused("The argument query must be a text that is not empty.");
    }
    if (query.length() > LONGEST_QUERY) {
      throw ToolFailed.refused(
          "The argument query is over " + LONGEST_QUERY + " characters; ask for less at once.");
    }
    return query;
  }

  private interface Search {

    List<Found> run() throws IOException, InterruptedException;
  }

  /** On a thread of its own, so that whatever it waits for ends at the call's deadline. */
  private List<Found> inTime(ToolCall call, Search search, ToolSpec tool) {
    Future<List<Found>> future = submit(search);
    try {
      return future.get(call.deadline().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw ToolFailed.unreached(
          FailureCategory.TIMEOUT,
          false,
          "The search took too long; after many changes of a collection its index is built for"
              + " minutes, so try again.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ToolFailed.unreached(FailureCategory.CANCELLED, false, "The call was cancelled.");
    } catch (ExecutionException e) {
      throw failed(e.getCause(), tool);
    } finally {
      future.cancel(true);
    }
  }

  private Future<List<Found>> submit(Search search) {
    try {
      return threads.submit(search::run);
    } catch (RejectedExecutionException e) {
      throw ToolFailed.unreached(FailureCategory.CANCELLED, false, "The worker stops.");
    }
  }

  private static ToolFailed failed(@Nullable Throwable cause, ToolSpec tool) {
    return switch (cause) {
      case NoCollection _ ->
          ToolFailed.refused(
              "The tenant has no collection as the configuration of the tool "
                  + tool.name()
                  + " names it; make it, or change the tool.");
      case KeyGone _ ->
          ToolFailed.refused("The tenant's key is gone, and with it what was in its documents.");
      case EmbeddingFailed e -> {
        LOG.warn("A search failed: {}", e.toString());
        yield ToolFailed.refused(
            "The query could not be turned into a vector; the worker's log says why.");
      }
      case IOException e -> {
        LOG.warn("A search failed", e);
        yield ToolFailed.unreached(
            FailureCategory.UPSTREAM,
            false,
            "The index could not be read or written; see to the folder that the worker's"
                + " CADRE_TOOLS_RAG_DIRECTORY names.");
      }
      case null, default -> {
        LOG.warn("A search failed", cause);
        yield ToolFailed.unreached(
            FailureCategory.UPSTREAM,
            false,
            "The documents cannot be read now, the database or the tenant's key does not answer;"
                + " try again.");
      }
    };
  }

  private static Map<String, @Nullable Object> passage(Found found) {
    Map<String, @Nullable Object> passage = new LinkedHashMap<>();
    passage.put("document", found.passage().document());
    passage.put("title", found.passage().title());
    passage.put("source", found.passage().source());
    passage.put("text", found.passage().text());
    passage.put("score", Math.round(found.score() * 10_000) / 10_000.0);
    return passage;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    indexes.close();
  }
}
