package dev.cadre.stores.tool;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.credential.CredentialKind;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/**
 * What a tenant has of that which configurations of tools name.
 *
 * @param credentials kinds by name
 * @param collections names of collections of documents
 */
public record Holdings(Map<String, CredentialKind> credentials, Set<String> collections) {

  /** Of a tenant that has nothing. */
  public static final Holdings NONE = new Holdings(Map.of(), Set.of());

  private record Row(String name, String kind) {}

  public Holdings {
    credentials = Map.copyOf(credentials);
    collections = Set.copyOf(collections);
  }

  /** Those of a tenant, as they are now. */
  public static Mono<Holdings> of(Postgres postgres, TenantId tenant) {
    return postgres
        .manyInTenant(
            tenant,
            client ->
                client
                    .sql(
                        """
                        select name, kind from credential
                        union all select name, '' from collection\
                        """)
                    .map(Holdings::row)
                    .all())
        .collectList()
        .map(Holdings::of);
  }

  private static Row row(Readable row) {
    return new Row(Columns.text(row, "name"), Columns.text(row, "kind"));
  }

  private static Holdings of(List<Row> rows) {
    return new Holdings(
        rows.stream()
            .filter(row -> !row.kind().isEmpty())
            .collect(Collectors.toMap(Row::name, row -> CredentialKind.valueOf(row.kind()))),
        rows.stream()
            .filter(row -> row.kind().isEmpty())
            .map(Row::name)
            .collect(Collectors.toSet()));
  }
}
