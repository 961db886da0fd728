package dev.cadre.stores.step;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Json;
import dev.cadre.workflows.step.AttemptFailure;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * An attempt as its row says.
 *
 * @param calls physical calls so far
 * @param reserved what the open call may cost
 * @param failure null while it runs and when it had a result
 * @param discarded a result came, and too late
 * @param givenUp charged at its worst case while its last call may go on
 * @param providerMonth in which it is reserved at its provider; null: in none
 */
record AttemptRow(
    boolean settled,
    int calls,
    BigDecimal reserved,
    @Nullable AttemptFailure failure,
    boolean discarded,
    boolean givenUp,
    Instant startedAt,
    @Nullable LocalDate providerMonth) {

  static final String COLUMNS =
      "state, physical_calls, reserved_usd, detail, discarded, given_up, started_at, provider_month";

  /** Place of the sealed {@code detail}. */
  static final String DETAIL = "attempt.detail";

  /** The same once its lost call is charged. */
  AttemptRow charged() {
    return new AttemptRow(
        false, calls, BigDecimal.ZERO, null, false, false, startedAt, providerMonth);
  }

  static AttemptRow of(Readable row, ScopeKey key) {
    byte[] detail = row.get("detail", byte[].class);
    return new AttemptRow(
        Columns.text(row, "state").equals("SETTLED"),
        Columns.number(row, "physical_calls"),
        Columns.money(row, "reserved_usd"),
        detail == null ? null : Json.read(key.open(DETAIL, detail), AttemptFailure.class),
        Columns.flag(row, "discarded"),
        Columns.flag(row, "given_up"),
        Columns.instant(row, "started_at"),
        row.get("provider_month", LocalDate.class));
  }
}
