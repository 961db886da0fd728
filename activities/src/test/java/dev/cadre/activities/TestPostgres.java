package dev.cadre.activities;

import dev.cadre.parts.postgres.PostgresAccess;
import dev.cadre.parts.postgres.PostgresServer;
import dev.cadre.parts.postgres.TemporaryPostgres;
import dev.cadre.stores.key.LocalKeys;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Migrations;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.PostgresSettings;
import dev.cadre.testkit.key.TestKeys;
import java.time.Clock;

/** A migrated PostgreSQL that ends with the JVM, and keys. */
public final class TestPostgres {

  private final TemporaryPostgres server = PostgresServer.temporary();
  private final Postgres postgres;
  private final ScopeKeys keys;

  public TestPostgres() {
    PostgresAccess access = server.access();
    PostgresSettings settings =
        new PostgresSettings(
            access.r2dbcUrl(),
            PostgresAccess.APP,
            access.appPassword(),
            PostgresAccess.OWNER,
            access.ownerPassword(),
            0);
    Migrations.migrate(settings);
    postgres = new Postgres(settings);
    keys = new ScopeKeys(postgres, LocalKeys.at(TestKeys.master()), Clock.systemUTC());
  }

  public Postgres postgres() {
    return postgres;
  }

  public ScopeKeys keys() {
    return keys;
  }

  /** A value by SQL, past row-level security. */
  public String read(String sql, Object... values) {
    return server.read(sql, values);
  }
}
