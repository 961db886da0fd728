package dev.cadre.stores.runtime;

import org.jspecify.annotations.Nullable;

/**
 * How to reach PostgreSQL 15 or newer.
 *
 * @param url {@code r2dbc:postgresql://host:port/database}
 * @param username the program's role: owns nothing, no superuser, no bypass of row-level security
 * @param ownerUsername the role that migrates; null where another process migrates
 * @param poolSize connections at most; 0 means 16. One tenant's transactions hold half of them
 */
public record PostgresSettings(
    String url,
    String username,
    String password,
    @Nullable String ownerUsername,
    @Nullable String ownerPassword,
    int poolSize) {

  private static final int DEFAULT_POOL = 16;
  private static final String PREFIX = "r2dbc:postgresql://";

  public PostgresSettings {
    if (!url.startsWith(PREFIX)) {
      throw new IllegalArgumentException(
          "cadre.postgres.url must look like r2dbc:postgresql://host:port/database");
    }
    poolSize = poolSize == 0 ? DEFAULT_POOL : poolSize;
  }

  /** The same database for JDBC, which the migrations need. */
  String jdbcUrl() {
    return "jdbc:postgresql://" + url.substring(PREFIX.length());
  }

  @Override
  public String toString() {
    return "PostgresSettings[" + url + ", " + username + "]";
  }
}
