package dev.cadre.parts.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class PostgresServerIT {

  @Test
  void keepsWhatItAcknowledgedAcrossKills() throws Exception {
    Instant begun = Instant.now();
    try (TemporaryPostgres postgres = PostgresServer.temporary()) {
      System.out.println("up in " + Duration.between(begun, Instant.now()).toMillis() + " ms");
      run(postgres.access().asOwner(), "create table kept (n int)");
      for (int round = 1; round <= 3; round++) {
        run(postgres.access().asOwner(), "insert into kept values (" + round + ")");
        long killed = postgres.pid();
        postgres.kill();
        postgres.restart();
        assertThat(postgres.pid()).isNotEqualTo(killed);
        assertThat(one(postgres.access().asOwner(), "select count(*) from kept"))
            .isEqualTo(Integer.toString(round));
      }
    }
  }

  @Test
  void runsDurablyAndSilently() throws Exception {
    try (TemporaryPostgres postgres = PostgresServer.temporary();
        Connection connection = postgres.access().asSuperuser("postgres")) {
      assertThat(PostgresRoles.show(connection, "fsync")).isEqualTo("on");
      assertThat(PostgresRoles.show(connection, "synchronous_commit")).isEqualTo("on");
      assertThat(PostgresRoles.show(connection, "full_page_writes")).isEqualTo("on");
      assertThat(PostgresRoles.show(connection, "log_min_error_statement")).isEqualTo("panic");
      assertThat(PostgresRoles.show(connection, "log_error_verbosity")).isEqualTo("terse");
      assertThat(PostgresRoles.show(connection, "log_parameter_max_length")).isEqualTo("0");
      assertThat(PostgresRoles.show(connection, "log_parameter_max_length_on_error"))
          .isEqualTo("0");
      assertThat(PostgresRoles.show(connection, "listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(PostgresRoles.show(connection, "unix_socket_directories")).isEmpty();
    }
  }

  @Test
  void theAppRoleOwnsNothingAndBypassesNothing() throws Exception {
    try (TemporaryPostgres postgres = PostgresServer.temporary()) {
      PostgresAccess access = postgres.access();
      assertThat(
              one(
                  access.asApp(),
                  "select rolsuper::text || rolbypassrls || rolcreaterole || rolcreatedb"
                      + " from pg_roles where rolname = current_user"))
          .isEqualTo("falsefalsefalsefalse");
      assertThatThrownBy(() -> run(access.asApp(), "create table mine (n int)"))
          .isInstanceOf(SQLException.class);
      run(access.asOwner(), "create table theirs (n int)");
      assertThatThrownBy(() -> run(access.asApp(), "select * from theirs"))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void refusesAWrongPassword() throws Exception {
    try (TemporaryPostgres postgres = PostgresServer.temporary()) {
      PostgresAccess right = postgres.access();
      PostgresAccess wrong = new PostgresAccess(right.port(), "x", "x", "x");
      assertThatThrownBy(() -> wrong.asSuperuser("postgres").close())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password");
    }
  }

  @Test
  void runsAsNobodyWhereUserNamespacesAreRefused() throws Exception {
    assumeTrue(Privileges.detect() != Privileges.AS_WE_ARE, "only root needs this");
    try (TemporaryPostgres postgres = TemporaryPostgres.start(Privileges.OTHER_USER)) {
      run(postgres.access().asOwner(), "create table kept (n int)");
      postgres.kill();
      postgres.restart();
      assertThat(one(postgres.access().asOwner(), "select count(*) from kept")).isEqualTo("0");
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (connection;
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String one(Connection connection, String sql) throws SQLException {
    try (connection;
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
