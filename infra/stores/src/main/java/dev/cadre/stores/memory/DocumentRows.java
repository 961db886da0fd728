package dev.cadre.stores.memory;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Sealed;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads and writes a collection's documents, in the caller's transaction. */
final class DocumentRows {

  private static final String SELECT =
      """
      select id, about, characters, chunks, created_at, updated_at from document
      where collection_id = $1\
      """;

  private final DatabaseClient client;
  private final UUID collection;
  private final ScopeKey key;

  DocumentRows(DatabaseClient client, UUID collection, ScopeKey key) {
    this.client = client;
    this.collection = collection;
    this.key = key;
  }

  /** What is sealed as {@code about}. */
  record About(String title, @Nullable String source) {

    static About in(Readable row, ScopeKey key) {
      return Json.read(Sealed.in(row, "about").open(key, Places.DOCUMENT_ABOUT), About.class);
    }
  }

  /** What stands under an id. */
  record Standing(String contentTag, Instant createdAt) {

    boolean same(NewDocument document, ScopeKey key) {
      return contentTag.equals(DocumentRows.contentTag(document, key));
    }
  }

  /** Empty when nothing stands there. */
  Mono<Standing> standing(String id) {
    return Sql.of(
            client,
            "select content_tag, created_at from document where collection_id = $1 and id = $2",
            collection,
            id)
        .map(row ->
            new Standing(Columns.text(row, "content_tag"), Columns.instant(row, "created_at")))
        .one();
  }

  Mono<Void> insert(
      TenantId tenant,
      UUID edition,
      NewDocument document,
      int chunks,
      Instant created,
      Instant now) {
    return Sql.of(
            client,
            """
            insert into document (tenant_id, collection_id, id, edition, content_tag, source_tag,
              about, content, characters, chunks, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)\
            """,
            tenant.value(),
            collection,
            document.id(),
            edition,
            contentTag(document, key),
            Sql.orNull(sourceTag(document.source()), String.class),
            key.seal(
                Places.DOCUMENT_ABOUT,
                Json.bytes(new About(document.shownTitle(), document.source()))),
            key.sealText(Places.DOCUMENT_CONTENT, document.text()),
            document.text().length(),
            chunks,
            Sql.time(created),
            Sql.time(now))
        .then();
  }

  private static String contentTag(NewDocument document, ScopeKey key) {
    return key.tag(
        Places.DOCUMENT_CONTENT,
        CanonicalJson.of(Arrays.asList(document.title(), document.source(), document.text())));
  }

  private @Nullable String sourceTag(@Nullable String source) {
    return source == null ? null : key.tag(Places.DOCUMENT_ABOUT, source);
  }

  /** How many went. */
  Mono<Long> delete(String id) {
    return Sql.of(
            client, "delete from document where collection_id = $1 and id = $2", collection, id)
        .fetch()
        .rowsUpdated();
  }

  /** How many went. */
  Mono<Long> deleteSource(String source) {
    return Sql.of(
            client,
            "delete from document where collection_id = $1 and source_tag = $2",
            collection,
            key.tag(Places.DOCUMENT_ABOUT, source))
        .fetch()
        .rowsUpdated();
  }

  /** By id, after one. */
  Flux<DocumentRead> page(String after, int limit) {
    return Sql.of(client, SELECT + " and id > $2 order by id limit $3", collection, after, limit)
        .map(this::read)
        .all();
  }

  Mono<WholeDocument> one(String id) {
    return Sql.of(
            client,
            SELECT.replace("select id", "select id, content") + " and id = $2",
            collection,
            id)
        .map(row ->
            new WholeDocument(
                read(row), Sealed.in(row, "content").text(key, Places.DOCUMENT_CONTENT)))
        .one();
  }

  private DocumentRead read(Readable row) {
    About about = About.in(row, key);
    return new DocumentRead(
        Columns.text(row, "id"),
        about.title(),
        about.source(),
        Columns.number(row, "characters"),
        Columns.number(row, "chunks"),
        Columns.instant(row, "created_at"),
        Columns.instant(row, "updated_at"));
  }
}
