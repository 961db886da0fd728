package dev.cadre.activities.tool.query;

import dev.cadre.activities.tool.ToolCall;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.activities.tool.ToolType;
import dev.cadre.workflows.tool.ToolSpec;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A query that the configuration fixes gives {@code {rows: [{column: value}], truncated}}; the
 * arguments are values in it and nothing else. It runs with the rights of its connection's role, in
 * a transaction that can only read and is always rolled back.
 */
public final class QueryTool implements ToolType, AutoCloseable {

  /** The server ends a query in time; this much later it is given up. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Map<String, Database> databases;

  /**
   * @param settings with the passwords themselves; nothing is connected here
   */
  public QueryTool(QuerySettings settings) {
    databases =
        settings.connections().entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> new Database(entry.getValue())));
  }

  @Override
  public String name() {
    return "DB_QUERY";
  }

  @Override
  public Map<String, Object> configuration() {
    return Query.CONFIGURATION;
  }

  @Override
  public Object call(ToolSpec tool, ToolCall call) {
    Query query = Query.of(tool);
    QueryValues values = QueryValues.of(query.sql(), call.arguments());
    Database database = databases.get(query.connection());
    if (database == null) {
      throw ToolFailed.refused(
          "This worker has no connection "
              + query.connection()
              + "; whoever runs it may set cadre.tools.db.connections."
              + query.connection()
              + ".");
    }
    Duration most =
        query.timeout().compareTo(call.deadline()) < 0 ? query.timeout() : call.deadline();
    return awaited(
        new QueryRun(database, query, values, most),
        most,
        new QueryFailures(query, call.repeatable(), System.nanoTime()));
  }

  private static Map<String, Object> awaited(QueryRun run, Duration most, QueryFailures failures) {
    FutureTask<Map<String, Object>> task = new FutureTask<>(run);
    Thread.ofVirtual().name("tool-query").start(task);
    try {
      return task.get(most.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      Thread.ofVirtual().name("tool-query-stop").start(run::stop);
      throw failures.timeout();
    } catch (InterruptedException e) {
      Thread.ofVirtual().name("tool-query-stop").start(run::stop);
      Thread.currentThread().interrupt();
      throw failures.cancelled();
    } catch (ExecutionException e) {
      throw told(e.getCause(), failures);
    }
  }

  private static RuntimeException told(@Nullable Throwable cause, QueryFailures failures) {
    return switch (cause) {
      case SQLException e -> failures.of(e);
      case QueryRows.NotGiven e -> failures.notGiven(e);
      case Database.HarmfulRole e -> failures.harmful(e);
      case Database.Busy _ -> failures.busy();
      // For one message, which is not there any more.
      case OutOfMemoryError _ -> failures.notGiven(QueryRows.tooLarge());
      case Error e -> throw e;
      case null, default -> new IllegalStateException("a query ended as none should", cause);
    };
  }

  @Override
  public void close() {
    databases.values().forEach(Database::close);
  }
}
