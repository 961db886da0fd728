package dev.cadre.parts.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * Where the database is and by which passwords.
 *
 * @param superPassword of {@code postgres}
 * @param ownerPassword of {@code cadre_owner}, who owns the schema and migrates it
 * @param appPassword of {@code cadre_app}, who owns nothing
 */
public record PostgresAccess(
    int port, String superPassword, String ownerPassword, String appPassword) {

  /** The database. */
  public static final String DATABASE = "cadre";

  /** Owns the schema; the migrations run as this role. */
  public static final String OWNER = "cadre_owner";

  /** What the programs run as. */
  public static final String APP = "cadre_app";

  static final String SUPERUSER = "postgres";
  static final String HOST = "127.0.0.1";

  /** For R2DBC, without user and password. */
  public String r2dbcUrl() {
    return "r2dbc:postgresql://" + HOST + ":" + port + "/" + DATABASE;
  }

  /** For JDBC, without user and password. */
  public String jdbcUrl() {
    return jdbcUrl(DATABASE);
  }

  /** As the owner of the schema. */
  public Connection asOwner() throws SQLException {
    return connect(DATABASE, OWNER, ownerPassword);
  }

  /** As the programs connect. */
  public Connection asApp() throws SQLException {
    return connect(DATABASE, APP, appPassword);
  }

  /** As the superuser, to {@code database}. */
  public Connection asSuperuser(String database) throws SQLException {
    return connect(database, SUPERUSER, superPassword);
  }

  private Connection connect(String database, String user, String password) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", "2");
    properties.setProperty("loginTimeout", "3");
    properties.setProperty("socketTimeout", "30");
    return DriverManager.getConnection(jdbcUrl(database), properties);
  }

  private String jdbcUrl(String database) {
    return "jdbc:postgresql://" + HOST + ":" + port + "/" + database;
  }
}
