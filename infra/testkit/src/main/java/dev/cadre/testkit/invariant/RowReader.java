package dev.cadre.testkit.invariant;

import dev.cadre.parts.postgres.PostgresAccess;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the rows of plans as an operator does: past row-level security, sealed content unread. */
public final class RowReader {

  private static final String BUSY =
      """
      select state || ' for ' || (now() - state_change) || ': ' || left(query, 60)
      from pg_stat_activity
      where usename = 'cadre_app' and (
        (state like 'idle in transaction%' and now() - state_change > interval '3 s')
        or (state = 'active' and now() - query_start > interval '3 s')
        or wait_event_type = 'Lock')\
      """;

  private final PostgresAccess access;

  public RowReader(PostgresAccess access) {
    this.access = access;
  }

  /** A row to an object. */
  private interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  /** The rows of a plan; null when it has none. */
  public @Nullable PlanRows read(String plan) {
    try (Connection connection = access.asSuperuser(PostgresAccess.DATABASE)) {
      return read(connection, UUID.fromString(plan));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The rows of many plans by id; those that have none are missing. */
  public Map<String, PlanRows> read(List<String> plans) {
    Map<String, PlanRows> read = new HashMap<>();
    try (Connection connection = access.asSuperuser(PostgresAccess.DATABASE)) {
      for (String plan : plans) {
        PlanRows rows = read(connection, UUID.fromString(plan));
        if (rows != null) {
          read.put(plan, rows);
        }
      }
      return read;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sessions of the programs that are stuck. */
  public List<String> busy() {
    try (Connection connection = access.asSuperuser(PostgresAccess.DATABASE)) {
      return all(connection, BUSY, null, row -> row.getString(1));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static @Nullable PlanRows read(Connection connection, UUID plan) throws SQLException {
    record Head(String status, int run, long lastSeq, long unsent) {}
    List<Head> head =
        all(
            connection,
            """
            select status, run, last_seq,
              (select count(*) from outbox o where o.plan_id = plan.id and sent_at is null)
            from plan where id = ?\
            """,
            plan,
            row -> new Head(row.getString(1), row.getInt(2), row.getLong(3), row.getLong(4)));
    if (head.isEmpty()) {
      return null;
    }
    List<PlanRows.Budget> budget = budgets(connection, plan);
    return new PlanRows(
        head.getFirst().status(),
        head.getFirst().run(),
        head.getFirst().lastSeq(),
        head.getFirst().unsent(),
        usage(connection, plan),
        results(connection, plan),
        events(connection, plan),
        gates(connection, plan),
        votes(connection, plan),
        budget.isEmpty() ? null : budget.getFirst());
  }

  private static List<PlanRows.Usage> usage(Connection connection, UUID plan) throws SQLException {
    return all(
        connection,
        """
        select key, step_id, occurrence, target, try, kind, state, physical_calls, category,
               discarded, cost_usd, reserved_usd, started_at, settled_at, provider, turn, call
        from attempt where plan_id = ? order by key\
        """,
        plan,
        row ->
            new PlanRows.Usage(
                row.getString(1),
                row.getString(2),
                row.getInt(3),
                row.getInt(16),
                row.getInt(17),
                row.getInt(4),
                row.getInt(5),
                row.getString(6).equals("model"),
                row.getString(15).equals("echo"),
                row.getString(7).equals("SETTLED"),
                row.getInt(8),
                text(row, 9),
                row.getBoolean(10),
                money(row, 11),
                money(row, 12),
                Objects.requireNonNull(instant(row, 13)),
                instant(row, 14)));
  }

  private static List<PlanRows.Result> results(Connection connection, UUID plan)
      throws SQLException {
    return all(
        connection,
        """
        select step_id, occurrence, origin, attempt_key, sha256, size
        from step_result where plan_id = ? order by step_id, occurrence\
        """,
        plan,
        row ->
            new PlanRows.Result(
                row.getString(1),
                row.getInt(2),
                row.getString(3),
                text(row, 4),
                row.getString(5),
                row.getLong(6)));
  }

  private static List<PlanRows.EventRow> events(Connection connection, UUID plan)
      throws SQLException {
    return all(
        connection,
        "select seq, type, step_id from plan_event where plan_id = ? order by id",
        plan,
        row -> new PlanRows.EventRow((Long) row.getObject(1), row.getString(2), text(row, 3)));
  }

  private static List<PlanRows.Gate> gates(Connection connection, UUID plan) throws SQLException {
    return all(
        connection,
        "select id, step_id, occurrence, status, outcome from gate where plan_id = ?",
        plan,
        row ->
            new PlanRows.Gate(
                row.getString(1),
                row.getString(2),
                row.getInt(3),
                row.getString(4).equals("OPEN"),
                text(row, 5)));
  }

  private static List<PlanRows.Vote> votes(Connection connection, UUID plan) throws SQLException {
    return all(
        connection,
        """
        select gate_id, reviewer, decision from gate_decision
        where plan_id = ? and refusal is null\
        """,
        plan,
        row -> new PlanRows.Vote(row.getString(1), row.getString(2), row.getString(3)));
  }

  private static List<PlanRows.Budget> budgets(Connection connection, UUID plan)
      throws SQLException {
    return all(
        connection,
        "select \"limit\", settled, reserved from plan_budget where plan_id = ?",
        plan,
        row -> new PlanRows.Budget(money(row, 1), money(row, 2), money(row, 3)));
  }

  private static <T> List<T> all(
      Connection connection, String sql, @Nullable UUID plan, Row<T> reader) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      if (plan != null) {
        statement.setObject(1, plan);
      }
      List<T> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(reader.of(rows));
        }
      }
      return found;
    }
  }

  private static String text(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    return text == null ? "" : text;
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static BigDecimal money(ResultSet row, int column) throws SQLException {
    BigDecimal money = row.getBigDecimal(column);
    return money == null ? BigDecimal.ZERO : money;
  }
}
