package dev.cadre.activities.memory;

import dev.cadre.activities.TestPostgres;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.memory.Added;
import dev.cadre.stores.memory.CollectionHead;
import dev.cadre.stores.memory.DocumentReads;
import dev.cadre.stores.memory.DocumentStore;
import dev.cadre.stores.memory.NewDocument;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Collections in a PostgreSQL that ends with the JVM, and the real model. */
public final class TestDocuments {

  public static final TenantId TENANT = TenantId.DEMO;
  public static final TestDocuments ONE = new TestDocuments();

  public final LocalEmbeddings embeddings = new LocalEmbeddings();
  public final DocumentStore store;
  public final DocumentReads reads;
  public final Documents documents;

  private final TestPostgres server = new TestPostgres();

  private TestDocuments() {
    Postgres postgres = server.postgres();
    ScopeKeys keys = server.keys();
    store = new DocumentStore(postgres, keys, Clock.systemUTC());
    reads = new DocumentReads(postgres, keys);
    documents = new Documents(store, reads, embeddings);
  }

  /** A tenant that has nothing yet. */
  public TenantId tenant() {
    TenantId tenant = new TenantId(UUID.randomUUID());
    read(
        "insert into tenant (id, name, domain) values (?, 'Other', ?) returning id",
        tenant.value(),
        tenant + ".example");
    return tenant;
  }

  /** A new collection; its name. */
  public String collection() {
    String name = "c" + UUID.randomUUID();
    collection(TENANT, name);
    return name;
  }

  public void collection(TenantId tenant, String name) {
    store.create(tenant, By.SYSTEM, name).block();
  }

  public CollectionHead head(String collection) {
    return reads.head(TENANT, collection).block();
  }

  public Added add(String collection, String id, @Nullable String source, String text) {
    return add(TENANT, collection, id, source, text);
  }

  public Added add(
      TenantId tenant, String collection, String id, @Nullable String source, String text) {
    try {
      return documents.add(tenant, By.SYSTEM, collection, new NewDocument(id, null, source, text));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public void delete(String collection, String id) {
    store.delete(TENANT, By.SYSTEM, head(collection).id(), id).block();
  }

  /** A value by SQL, past row-level security. */
  public String read(String sql, Object... values) {
    return server.read(sql, values);
  }
}
