package dev.cadre.stores.activation;

import dev.cadre.stores.agent.CatalogueSnapshot;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.stores.tenant.Permits;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What names of agents mean in a tenant, beside those of the catalogue. */
public record ActiveNames(List<Name> names) {

  /**
   * One of them.
   *
   * @param owner as in {@link Activation}
   */
  public record Name(
      String name,
      String agent,
      @Nullable String owner,
      ActivationState state,
      Activation.Settings settings) {

    /** Why a new plan of an account may not name it; null: it may. */
    private @Nullable String why(String account, Set<String> stopped) {
      if (owner != null && !owner.equals(account)) {
        return "It belongs to another account.";
      }
      if (!name.equals(agent) && stopped.contains(agent)) {
        return "Its agent `" + agent + "` is stopped.";
      }
      return switch (state) {
        case ACTIVE, PAUSED -> null;
        case INACTIVE, CONFIGURING, TESTING ->
            "It is not active ("
                + state
                + "); activate it: ./cadre agent activate "
                + name
                + ", or POST /v1/activations/"
                + name
                + ":activate.";
      };
    }
  }

  public ActiveNames {
    names = List.copyOf(names);
  }

  /** Those of a tenant now. */
  public static Mono<ActiveNames> of(Postgres postgres, TenantId tenant) {
    return postgres
        .manyAlone(client ->
            Sql.of(client, "select * from activations_of($1)", tenant.value())
                .map(ActiveNames::name)
                .all())
        .collectList()
        .map(ActiveNames::new);
  }

  private static Name name(Readable row) {
    return new Name(
        Columns.text(row, "name"),
        Columns.text(row, "agent"),
        row.get("owner", String.class),
        ActivationState.valueOf(Columns.text(row, "state")),
        ActivationRows.settings(row, null));
  }

  /** What a tenant may use, with its own names of what it may. */
  public Permits permitting(Permits permits) {
    Set<String> agents = new HashSet<>(permits.agents());
    names.stream()
        .filter(name -> permits.agents().contains(name.agent()))
        .forEach(name -> agents.add(name.name()));
    return permits.all() ? permits : new Permits(false, agents, permits.tools());
  }

  /** The catalogue with all of them, whatever their state. */
  public CatalogueSnapshot all(CatalogueSnapshot catalogue) {
    return apply(catalogue, names, Map.of());
  }

  /** The catalogue as an account sees it, with why it may not name what it may not. */
  public CatalogueSnapshot seen(CatalogueSnapshot catalogue, String account) {
    List<Name> seen =
        names.stream().filter(name -> name.owner == null || name.owner.equals(account)).toList();
    return apply(catalogue, seen, notBy(account));
  }

  /** The catalogue as an account may use it in new plans. */
  public CatalogueSnapshot usable(CatalogueSnapshot catalogue, String account) {
    Map<String, String> not = notBy(account);
    List<Name> usable = names.stream().filter(name -> !not.containsKey(name.name())).toList();
    return apply(catalogue, usable, not);
  }

  private Map<String, String> notBy(String account) {
    Set<String> stopped =
        names.stream()
            .filter(name -> name.state() != ActivationState.ACTIVE)
            .filter(name -> name.state() != ActivationState.PAUSED)
            .map(Name::name)
            .collect(Collectors.toSet());
    Map<String, String> not = new HashMap<>();
    for (Name name : names) {
      String why = name.why(account, stopped);
      if (why != null) {
        not.put(name.name(), why);
      }
    }
    return not;
  }

  private static CatalogueSnapshot apply(
      CatalogueSnapshot catalogue, List<Name> names, Map<String, String> not) {
    return catalogue.with(
        names.stream()
            .flatMap(name ->
                catalogue.agent(name.agent()).stream()
                    .map(base -> name.settings().applied(name.name(), base)))
            .toList(),
        not);
  }
}
