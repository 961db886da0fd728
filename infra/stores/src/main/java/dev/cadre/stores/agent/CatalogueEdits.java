package dev.cadre.stores.agent;

import dev.cadre.stores.agent.CatalogueItem.Kind;
import dev.cadre.stores.audit.AuditEntry;
import dev.cadre.stores.audit.AuditRows;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.runtime.ChangeRefused;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Changes of the catalogue. Each makes a new version, in one transaction with its entry in the
 * audit log; plans that run keep the versions that they started with.
 */
public final class CatalogueEdits {

  private final Postgres postgres;
  private final Clock clock;

  /** The caller; the tenant is the operating one. */
  public record Editor(TenantId tenant, By by) {}

  /** A spec to be written. */
  public record Change(Kind kind, Object spec) {

    /** The spec's name. */
    public String name() {
      return CatalogueItem.name(spec);
    }
  }

  public CatalogueEdits(Postgres postgres, Clock clock) {
    this.postgres = postgres;
    this.clock = clock;
  }

  /**
   * Makes an item.
   *
   * @throws ChangeRefused NAME_TAKEN when there is one of that name
   */
  public Mono<CatalogueItem> add(Editor editor, Change change) {
    return inOrder(
        editor,
        rows ->
            rows.newest(change.kind(), change.name())
                .map(_ -> false)
                .defaultIfEmpty(true)
                .flatMap(free ->
                    free
                        ? write(rows, editor, change, 1)
                        : Mono.error(new ChangeRefused(ChangeRefused.Reason.NAME_TAKEN))));
  }

  /**
   * Replaces an item by a new version.
   *
   * @param version that the caller has seen
   * @return empty when there is none of that name
   * @throws ChangeRefused VERSION_CONFLICT when it is another one by now
   */
  public Mono<CatalogueItem> replace(Editor editor, Change change, int version) {
    return inOrder(
        editor,
        rows ->
            rows.newest(change.kind(), change.name())
                .flatMap(item ->
                    item.version() == version
                        ? write(rows, editor, change, version + 1)
                        : Mono.error(new ChangeRefused(ChangeRefused.Reason.VERSION_CONFLICT))));
  }

  /** Writes all of them or none: new items, and new versions of those that differ. */
  public Mono<List<CatalogueItem>> put(Editor editor, List<Change> changes) {
    return inOrder(
        editor,
        rows ->
            Flux.fromIterable(changes)
                .concatMap(change ->
                    rows.newest(change.kind(), change.name())
                        .map(CatalogueItem::version)
                        .defaultIfEmpty(0)
                        .flatMap(version -> write(rows, editor, change, version + 1)))
                .collectList());
  }

  /** Lets no new plan name an item, or lets them again; empty when there is none. */
  public Mono<CatalogueItem> retire(Editor editor, Kind kind, String name, boolean retired) {
    return inOrder(
        editor,
        rows ->
            rows.newest(kind, name)
                .flatMap(item ->
                    rows.retire(kind, name, retired, clock.instant())
                        .then(told(rows, editor, retired ? "retire" : "restore", kind, name, null))
                        .then(rows.newest(kind, name))));
  }

  private <T> Mono<T> inOrder(Editor editor, Function<CatalogueRows, Mono<T>> work) {
    return postgres.inTenant(
        editor.tenant(),
        client -> {
          var rows = new CatalogueRows(client);
          return rows.changed().then(Mono.defer(() -> work.apply(rows)));
        });
  }

  private Mono<CatalogueItem> write(CatalogueRows rows, Editor editor, Change change, int version) {
    return rows.write(
            change.kind(), change.spec(), version, null, editor.by().actor().id(), clock.instant())
        .then(
            told(
                rows,
                editor,
                version == 1 ? "add" : "change",
                change.kind(),
                change.name(),
                version))
        .then(rows.newest(change.kind(), change.name()));
  }

  private Mono<Void> told(
      CatalogueRows rows,
      Editor editor,
      String act,
      Kind kind,
      String name,
      @Nullable Integer version) {
    String word = kind.name().toLowerCase(Locale.ROOT);
    AuditEntry entry =
        editor.by().done(clock.instant(), word + "." + act, word, name).with("version", version);
    return AuditRows.write(rows.client, editor.tenant(), entry);
  }
}
