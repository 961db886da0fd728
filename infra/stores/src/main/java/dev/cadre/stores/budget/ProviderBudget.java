package dev.cadre.stores.budget;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Sql;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What the installation may spend at one provider in a month, inside the caller's transaction. A
 * provider without a limit costs what it likes.
 */
public final class ProviderBudget {

  private final DatabaseClient client;
  private final String provider;
  private final List<Change> changes = new ArrayList<>();

  /** What a reservation becomes. */
  private record Change(LocalDate month, BigDecimal reserved, BigDecimal spent) {}

  /**
   * Whether it may be spent.
   *
   * @param month in which it is reserved; null where the provider has no limit
   */
  public record Answer(boolean granted, @Nullable LocalDate month) {}

  public ProviderBudget(DatabaseClient client, String provider) {
    this.client = client;
    this.provider = provider;
  }

  /** Reserves, if settled + reserved + amount stays within the limit of this month. */
  public Mono<Answer> reserve(BigDecimal amount) {
    return Sql.of(client, "select provider_reserve($1, $2) as it", provider, amount)
        .map(row -> answer(Columns.text(row, "it")))
        .one();
  }

  private static Answer answer(String word) {
    return switch (word) {
      case "REFUSED" -> new Answer(false, null);
      case "FREE" -> new Answer(true, null);
      default -> new Answer(true, LocalDate.parse(word));
    };
  }

  /**
   * Turns a reservation into what was really spent, when {@link #flush} is called.
   *
   * @param month in which it was reserved; null: in none
   */
  public void settle(@Nullable LocalDate month, BigDecimal reserved, BigDecimal spent) {
    if (month != null) {
      changes.add(new Change(month, reserved, spent));
    }
  }

  /** Writes what was settled: as a transaction's last act, since all calls share the row. */
  public Mono<Void> flush() {
    return Flux.fromIterable(changes)
        .concatMap(change ->
            Sql.of(
                    client,
                    """
                    update provider_month set reserved = reserved - $3, settled = settled + $4
                    where provider = $1 and month = $2\
                    """,
                    provider,
                    change.month(),
                    change.reserved(),
                    change.spent())
                .then())
        .then();
  }
}
