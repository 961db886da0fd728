package dev.cadre.stores.plan;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Sealed;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The result that a row was read with, still sealed. */
final class ResultColumns {

  /** Of a result {@code r} that may not be there. */
  static final String SELECT =
      """
      r.occurrence as result_occurrence, r.origin, r.picked_from, r.sha256, r.size, r.value,
      r.blob_id\
      """;

  private final ResultRead result;
  private final @Nullable Sealed value;
  private final @Nullable UUID blob;

  private ResultColumns(ResultRead result, @Nullable Sealed value, @Nullable UUID blob) {
    this.result = result;
    this.value = value;
    this.blob = blob;
  }

  /** Null where there is none. */
  static @Nullable ResultColumns of(Readable row) {
    Integer occurrence = row.get("result_occurrence", Integer.class);
    if (occurrence == null) {
      return null;
    }
    var result =
        new ResultRead(
            occurrence,
            Columns.text(row, "origin"),
            row.get("picked_from", String.class),
            Columns.text(row, "sha256"),
            Columns.count(row, "size"),
            null,
            false);
    return new ResultColumns(result, Sealed.orNull(row, "value"), row.get("blob_id", UUID.class));
  }

  /**
   * Opens it.
   *
   * @param whole also where the output is over 4 KB
   */
  static Mono<Optional<ResultRead>> open(
      @Nullable ResultColumns row,
      TenantId tenant,
      OpenValues values,
      ScopeKey key,
      boolean whole) {
    if (row == null) {
      return Mono.just(Optional.empty());
    }
    ResultRead sealed = row.result;
    if (row.blob != null && !whole) {
      return Mono.just(Optional.of(sealed));
    }
    return values
        .json(tenant, row.value, row.blob, key)
        .map(json ->
            Optional.of(
                new ResultRead(
                    sealed.occurrence(),
                    sealed.origin(),
                    sealed.pickedFrom(),
                    sealed.sha256(),
                    sealed.size(),
                    OpenValues.tree(json),
                    true)));
  }
}
