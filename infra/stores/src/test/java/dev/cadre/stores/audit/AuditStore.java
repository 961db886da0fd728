package dev.cadre.stores.audit;

import dev.cadre.stores.key.LocalSigner;
import dev.cadre.stores.key.Signer;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.testkit.key.TestKeys;
import dev.cadre.workflows.audit.AuditReport;
import dev.cadre.workflows.tenant.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** The audit log of a tenant of its own, with a signing key and a folder for heads of its own. */
final class AuditStore {

  static final Duration WAIT = Duration.ofSeconds(60);

  final TestStore store = TestStore.open();
  final TenantId tenant = new TenantId(UUID.randomUUID());
  final Path folder;
  final Signer signer;
  final AuditLog log = new AuditLog(store.postgres());
  final AuditChain chain = new AuditChain(store.postgres());
  final AuditHeads heads;
  final AuditTrail trail;

  AuditStore(Path folder) {
    this(folder, local(folder));
  }

  AuditStore(Path folder, Signer signer) {
    this.folder = folder.resolve("heads");
    this.signer = signer;
    heads = heads(this.folder);
    trail = new AuditTrail(store.postgres(), heads);
  }

  private static Signer local(Path folder) {
    try {
      Path master =
          Files.copy(
              TestKeys.master(), Files.createTempDirectory(folder, "keys-").resolve("master.key"));
      return LocalSigner.at(master, Clock.systemUTC());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Another process's, which exports elsewhere; null exports nothing. */
  AuditHeads heads(Path folder) {
    var settings = new AuditSettings(folder, Duration.ofMinutes(1));
    return new AuditHeads(store.postgres(), signer, settings, Clock.systemUTC());
  }

  static AuditEntry entry(String object) {
    AuditActor actor = AuditActor.person(TestStore.TENANT, "requester");
    return AuditEntry.done(Instant.now(), actor, "plan.submit", "plan", object).with("steps", 2);
  }

  /** Writes so many entries, links and signs them. */
  AuditStore signed(int entries) {
    for (int i = 0; i < entries; i++) {
      log.write(tenant, entry("p" + i)).block(WAIT);
    }
    chain.link(tenant).block(WAIT);
    heads.sign(tenant).block(WAIT);
    return this;
  }

  AuditReport verify() {
    return new AuditVerification(chain, heads, trail, signer).verify(tenant).block(WAIT);
  }

  /** As whoever owns the database may: past row-level security, checks and triggers. */
  int tamper(String sql, Object... values) {
    try (Connection connection = store.asSuperuser()) {
      connection.createStatement().execute("set session_replication_role = replica");
      try (var statement = connection.prepareStatement(sql)) {
        for (int i = 0; i < values.length; i++) {
          statement.setObject(i + 1, values[i]);
        }
        return statement.executeUpdate();
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  long count(String table) {
    return Long.parseLong(
        store.read("select count(*) from " + table + " where tenant_id = ?", tenant.value()));
  }
}
