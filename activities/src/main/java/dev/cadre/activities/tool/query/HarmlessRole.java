package dev.cadre.activities.tool.query;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Whether a connection's role, with every role that it can become, is one that does no harm. Asked
 * of the server, because a setting may say what it likes.
 */
final class HarmlessRole {

  /** Each column is named by the reason that it gives when it is true. */
  private static final String QUESTION =
      """
      with mine as (
        select oid, rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication
        from pg_catalog.pg_roles where pg_catalog.pg_has_role(session_user, oid, 'member')
      )
      select
        exists (select from mine where rolsuper) as "is a superuser",
        exists (select from mine where rolbypassrls) as "bypasses row-level security",
        exists (select from mine where rolcreatedb or rolcreaterole or rolreplication)
          as "may create databases or roles, or replicate",
        exists (select from mine where rolname in (
            'pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program',
            'pg_read_all_data', 'pg_write_all_data', 'pg_signal_backend', 'pg_maintain',
            'pg_checkpoint', 'pg_create_subscription'))
          as "is in a role of the server that reads or does all",
        exists (select from mine join pg_catalog.pg_shdepend owned on owned.refobjid = mine.oid
            where owned.refclassid = 'pg_catalog.pg_authid'::regclass and owned.deptype = 'o')
          as "owns something",
        exists (select from mine
            where pg_catalog.has_database_privilege(oid, pg_catalog.current_database(), 'create'))
          as "may create schemas",
        exists (select from mine, pg_catalog.pg_namespace schema
            where pg_catalog.has_schema_privilege(mine.oid, schema.oid, 'create'))
          as "may create tables in a schema"
      """;

  private HarmlessRole() {}

  /** The first reason against it, which follows on <i>the role</i>; empty when there is none. */
  static Optional<String> objection(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(QUESTION)) {
      ResultSetMetaData reasons = answer.getMetaData();
      answer.next();
      for (int i = 1; i <= reasons.getColumnCount(); i++) {
        if (answer.getBoolean(i)) {
          return Optional.of(reasons.getColumnLabel(i));
        }
      }
      return Optional.empty();
    }
  }
}
