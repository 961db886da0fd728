package dev.cadre.activities.tool.query;

import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.workflows.llm.FailureCategory;
import java.net.ConnectException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells what went wrong by its SQLSTATE, never in the server's words: those quote the statement and
 * the data. A query has no effect, so no outcome is unknown; the cause is told if the call may be
 * repeated.
 */
record QueryFailures(Query query, boolean repeatable, long start) {

  private static final Pattern STATE = Pattern.compile("[0-9A-Z]{5}");
  private static final Set<String> TIMEOUTS = Set.of("57014", "25P03", "25P04");
  private static final String TOO_LARGE = "08S01";

  ToolFailed timeout() {
    return called(
        FailureCategory.TIMEOUT,
        "The query of "
            + query.tool()
            + " took too long and was ended; make it cheaper, or raise the timeout.");
  }

  ToolFailed cancelled() {
    return ToolFailed.called(
        FailureCategory.CANCELLED, null, null, elapsed(), "The query was cancelled.");
  }

  ToolFailed notGiven(QueryRows.NotGiven e) {
    return called(FailureCategory.TOOL_FAILED, String.valueOf(e.getMessage()));
  }

  ToolFailed busy() {
    return unreached(
        FailureCategory.OVERLOADED, "All connections " + query.connection() + " are in use.");
  }

  ToolFailed harmful(Database.HarmfulRole e) {
    return ToolFailed.refused(
        "The role of the connection "
            + query.connection()
            + " "
            + e.getMessage()
            + "; give the connection a role that may only read what its tools need.");
  }

  ToolFailed of(SQLException e) {
    String state = state(e);
    return TOO_LARGE.equals(state) || e.getCause() instanceof BoundedSockets.TooMuch
        ? notGiven(QueryRows.tooLarge())
        : state.startsWith("08") || state.startsWith("28") || state.startsWith("3D")
            ? connection(e, state)
            : statement(state);
  }

  private ToolFailed connection(SQLException e, String state) {
    String name = "The database of the connection " + query.connection();
    if (state.startsWith("28") || state.startsWith("3D")) {
      return ToolFailed.refused(
          name + " refuses its user, password or database; correct cadre.tools.db.connections.");
    }
    if (e.getCause() instanceof ConnectException) {
      return ToolFailed.unreached(
          FailureCategory.TRANSPORT, true, name + " cannot be reached; see whether it runs.");
    }
    return state.equals("08006")
        ? called(FailureCategory.TRANSPORT, name + " broke it off.")
        : unreached(FailureCategory.TRANSPORT, name + " cannot be reached as its url says.");
  }

  private ToolFailed statement(String state) {
    String sql = "the query of " + query.tool();
    return switch (state.substring(0, 2)) {
      case "22", "23" ->
          failed("A value that " + sql + " works with does not fit its place", state);
      case "40" -> called(FailureCategory.UPSTREAM, "Other transactions got ahead of " + sql + ".");
      case "53" -> called(FailureCategory.OVERLOADED, "The database has no room for " + sql + ".");
      case "54" ->
          failed("The database cannot take so large a thing as " + sql + " asks for", state);
      default -> named(state, sql);
    };
  }

  private ToolFailed named(String state, String sql) {
    if (TIMEOUTS.contains(state)) {
      return timeout();
    }
    return switch (state) {
      case "55P03" ->
          called(FailureCategory.OVERLOADED, "A lock that " + sql + " needs was not free in time.");
      case "25006" -> failed("Tools may only read, and " + sql + " would write", state);
      case "42501" ->
          failed(
              "The role of the connection " + query.connection() + " lacks a right for " + sql,
              state);
      case "57P01", "57P02", "57P03", "57P05" ->
          called(FailureCategory.UPSTREAM, "The database shut down under " + sql + ".");
      default ->
          failed("The database cannot run " + sql + "; whoever runs Cadre corrects its sql", state);
    };
  }

  private ToolFailed failed(String why, String state) {
    return called(FailureCategory.TOOL_FAILED, why + " (SQLSTATE " + state + ").");
  }

  private static String state(SQLException e) {
    String state = e.getSQLState();
    return state != null && STATE.matcher(state).matches() ? state : "XX000";
  }

  private ToolFailed called(FailureCategory category, String message) {
    return ToolFailed.called(told(category), null, null, elapsed(), message);
  }

  private ToolFailed unreached(FailureCategory category, String message) {
    return ToolFailed.unreached(told(category), false, message);
  }

  private FailureCategory told(FailureCategory category) {
    return repeatable ? category : FailureCategory.TOOL_FAILED;
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
