package dev.cadre.stores.agent;

import dev.cadre.stores.agent.CatalogueItem.Kind;
import dev.cadre.stores.agent.CatalogueRows.Followed;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.tool.ToolSpec;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Brings what ships into the catalogue, at each start: what is new there, and what ships otherwise
 * than before. What somebody has changed here is left alone.
 */
public final class ShippedCatalogue {

  private final Postgres postgres;
  private final Clock clock;

  public ShippedCatalogue(Postgres postgres, Clock clock) {
    this.postgres = postgres;
    this.clock = clock;
  }

  private record Shipped(Kind kind, Object spec, int version, String digest) {

    static Shipped of(AgentSpec agent) {
      return new Shipped(Kind.AGENT, agent, agent.version(), digest(agent));
    }

    static Shipped of(ToolSpec tool) {
      return new Shipped(Kind.TOOL, tool, tool.version(), digest(tool));
    }

    String id() {
      return kind + "/" + CatalogueItem.name(spec);
    }

    private static String digest(Object spec) {
      return CanonicalJson.sha256(Json.text(spec));
    }
  }

  /**
   * Writes what differs.
   *
   * @return how many versions and models were written
   */
  public Mono<Integer> bring() {
    List<Shipped> all =
        Stream.concat(
                CatalogueFiles.agents().stream().map(Shipped::of),
                CatalogueFiles.tools().stream().map(Shipped::of))
            .toList();
    return postgres.inSystem(client ->
        bring(new CatalogueRows(client), all, new ShippedModels(client, clock.instant())));
  }

  private Mono<Integer> bring(CatalogueRows rows, List<Shipped> all, ShippedModels models) {
    return Mono.zip(fresh(rows, all).count(), models.differing(), Long::sum)
        .flatMap(differing ->
            differing > 0
                // Two that start at once come one after the other; the second finds nothing to do.
                ? rows.changed()
                    .then(fresh(rows, all).concatMap(due -> write(rows, due)).count())
                    .flatMap(written -> models.bring().map(brought -> written + brought))
                : Mono.just(0L))
        .map(Long::intValue);
  }

  /** What is to be written. */
  private static Flux<Due> fresh(CatalogueRows rows, List<Shipped> all) {
    return rows.followed()
        .collectMap(followed -> followed.kind() + "/" + followed.name())
        .flatMapIterable(known ->
            all.stream()
                .map(shipped -> new Due(shipped, version(known.get(shipped.id()), shipped)))
                .filter(due -> due.version() > 0)
                .toList());
  }

  private record Due(Shipped shipped, int version) {}

  private Mono<Integer> write(CatalogueRows rows, Due due) {
    Shipped shipped = due.shipped();
    return rows.write(
            shipped.kind(), shipped.spec(), due.version(), shipped.digest(), null, clock.instant())
        .thenReturn(due.version());
  }

  /** The version to be written; 0: none. */
  private static int version(@Nullable Followed followed, Shipped shipped) {
    if (followed == null) {
      return shipped.version();
    }
    return followed.edited() || shipped.digest().equals(followed.shipped())
        ? 0
        : Math.max(followed.version() + 1, shipped.version());
  }
}
