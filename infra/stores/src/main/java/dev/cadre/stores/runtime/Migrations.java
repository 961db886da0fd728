package dev.cadre.stores.runtime;

import org.flywaydb.core.Flyway;

/** Brings the schema up to date, as its owner. */
public final class Migrations {

  private Migrations() {}

  /**
   * Applies what is missing; safe when several processes start at once.
   *
   * @throws IllegalStateException when the settings name no owner
   */
  public static void migrate(PostgresSettings settings) {
    if (settings.ownerUsername() == null || settings.ownerPassword() == null) {
      throw new IllegalStateException(
          "cadre.postgres.owner-username and cadre.postgres.owner-password are needed to migrate");
    }
    Flyway.configure()
        .dataSource(settings.jdbcUrl(), settings.ownerUsername(), settings.ownerPassword())
        .locations("classpath:db/migration")
        .placeholders(java.util.Map.of("appRole", settings.username()))
        .failOnMissingLocations(true)
        .load()
        .migrate();
  }
}
