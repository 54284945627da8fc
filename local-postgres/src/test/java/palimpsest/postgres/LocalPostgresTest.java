package palimpsest.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.postgres.LocalPostgresException.Reason;

@Tag("slow")
@Timeout(180)
class LocalPostgresTest {

  /** A start takes two seconds, or half a minute on a machine with other work. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path home;

  private static Path data;

  @BeforeAll
  static void create_a_database() throws SQLException {
    data = home.resolve("data");
    try (LocalPostgres postgres = LocalPostgres.start(LocalPostgresOptions.in(data))) {
      execute(postgres, "create extension vector");
      execute(postgres, "create table notes (id int primary key, place vector(3))");
      execute(postgres, "insert into notes values (1, '[1,0,0]'), (2, '[0,1,0]'), (3, '[0.9,0.1,0]')");
    }
  }

  @Test
  void it_is_postgresql_18_with_pgvector_and_its_data_survive_a_stop() throws SQLException {
    try (LocalPostgres postgres = start()) {
      assertThat(postgres.isRunning()).isTrue();
      assertThat(query(postgres, "select version()")).startsWith("PostgreSQL 18");
      assertThat(query(postgres, "select extname from pg_extension where extname = 'vector'")).isEqualTo("vector");
      assertThat(query(postgres, "select string_agg(id::text, ',' order by place <=> '[1,0,0]') from notes where id < 10"))
          .isEqualTo("1,3,2");
    }
  }

  @Test
  void it_clears_few_buffers_at_a_start_unless_another_number_was_set() throws SQLException {
    Path own = home.resolve("own-buffers");
    try (LocalPostgres postgres = LocalPostgres.start(LocalPostgresOptions.in(own))) {
      assertThat(query(postgres, "show shared_buffers")).isEqualTo("64MB");
      execute(postgres, "alter system set shared_buffers = '24MB'");
    }
    try (LocalPostgres postgres = LocalPostgres.start(LocalPostgresOptions.in(own))) {
      assertThat(query(postgres, "show shared_buffers")).isEqualTo("24MB");
    }
  }

  @Test
  void a_closed_one_is_gone_and_can_be_closed_again() throws SQLException {
    LocalPostgres postgres = start();
    long pid = postgres.pid();
    postgres.close();
    postgres.close();

    assertThat(postgres.isRunning()).isFalse();
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    assertThatExceptionOfType(SQLException.class).isThrownBy(() -> query(postgres, "select 1"));
  }

  @Test
  void a_killed_process_comes_back_on_the_same_port_with_all_that_was_committed() throws SQLException {
    try (LocalPostgres postgres = start()) {
      int port = postgres.port();
      long pid = postgres.pid();
      execute(postgres, "insert into notes values (100, '[1,1,1]')");

      assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();

      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(query(postgres, "select count(*) from notes where id = 100")).isEqualTo("1"));
      await().atMost(PATIENCE).until(() -> postgres.restarts() == 1 && postgres.isRunning());
      assertThat(postgres.pid()).isNotEqualTo(pid);
      assertThat(postgres.port()).isEqualTo(port);
      assertThat(postgres.failure()).isEmpty();
    }
  }

  @Test
  void told_to_end_with_all_processes_of_a_service_it_waits_for_the_one_that_started_it() throws SQLException {
    try (LocalPostgres postgres = start()) {
      long pid = postgres.pid();

      assertThat(ProcessHandle.of(pid).orElseThrow().destroy()).isTrue();

      for (int i = 0; i < 50; i++) {
        assertThat(query(postgres, "select 1")).isEqualTo("1");
      }
      assertThat(postgres.pid()).isEqualTo(pid);
      assertThat(postgres.restarts()).isZero();
    }
  }

  @Test
  void an_engine_that_ends_by_itself_is_started_again() throws SQLException {
    try (LocalPostgres postgres = start()) {
      execute(postgres, "create or replace function endless(n int) returns int language plpgsql as 'begin return endless(n + 1); end'");

      assertThatExceptionOfType(SQLException.class).isThrownBy(() -> execute(postgres, "select endless(1)"));

      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(query(postgres, "select 1")).isEqualTo("1"));
    }
  }

  @Test
  void one_that_dies_too_often_is_given_up_with_a_reason() {
    RestartPolicy once = new RestartPolicy(1, Duration.ofMinutes(1), Duration.ofMillis(10), Duration.ofMillis(10));
    try (LocalPostgres postgres = LocalPostgres.start(LocalPostgresOptions.in(data).withRestarts(once))) {
      ProcessHandle.of(postgres.pid()).orElseThrow().destroyForcibly();
      await().atMost(PATIENCE).until(() -> postgres.restarts() == 1 && postgres.isRunning());
      ProcessHandle.of(postgres.pid()).orElseThrow().destroyForcibly();
      await().atMost(PATIENCE).until(() -> postgres.failure().isPresent());

      assertThat(postgres.isRunning()).isFalse();
      assertThat(postgres.failure().orElseThrow()).contains("1 restarts").contains("start it again");
    }
  }

  @Test
  void a_second_one_on_the_same_directory_is_refused() throws SQLException {
    try (LocalPostgres postgres = start()) {
      assertThatExceptionOfType(LocalPostgresException.class)
          .isThrownBy(LocalPostgresTest::start)
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DIRECTORY_IN_USE))
          .withMessageContaining("in use by process " + ProcessHandle.current().pid())
          .withMessageContaining("--data");
      assertThat(query(postgres, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void another_jvm_is_named_as_the_holder_and_leaves_nobody_behind_when_it_is_killed() throws Exception {
    Process holder = holder();
    try (BufferedReader output = holder.inputReader(StandardCharsets.UTF_8)) {
      String line = output.readLine();
      while (line != null && !line.startsWith("holding ")) {
        line = output.readLine();
      }
      assertThat(line).isNotNull();
      long postgres = Long.parseLong(line.split(" ")[1]);
      try (Connection connection = DriverManager.getConnection(line.split(" ")[2]);
          Statement statement = connection.createStatement()) {
        statement.execute("insert into notes values (200, '[2,2,2]')");
      }
      assertThatExceptionOfType(LocalPostgresException.class)
          .isThrownBy(LocalPostgresTest::start)
          .withMessageContaining("in use by process " + holder.pid());
      assertThat(LocalPostgres.runningIn(data)).as("where a program beside it finds its database").contains(line.split(" ")[2]);

      holder.destroyForcibly().waitFor(10, TimeUnit.SECONDS);

      try (LocalPostgres successor = start()) {
        assertThat(query(successor, "select count(*) from notes where id = 200")).isEqualTo("1");
        assertThat(ProcessHandle.of(postgres).filter(ProcessHandle::isAlive)).isEmpty();
      }
    } finally {
      holder.destroyForcibly();
    }
  }

  @Test
  void a_directory_that_cannot_be_made_is_named() throws IOException {
    Path file = Files.writeString(home.resolve("a-file"), "not a directory");

    assertThatExceptionOfType(LocalPostgresException.class)
        .isThrownBy(() -> LocalPostgres.start(LocalPostgresOptions.in(file.resolve("data"))))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DIRECTORY_NOT_WRITABLE))
        .withMessageContaining(file.toString());
  }

  @Test
  void a_database_of_another_version_is_left_alone() throws IOException {
    Path other = Files.createDirectories(home.resolve("other").resolve("postgres"));
    Files.writeString(other.resolve("PG_VERSION"), "15\n");

    assertThatExceptionOfType(LocalPostgresException.class)
        .isThrownBy(() -> LocalPostgres.start(LocalPostgresOptions.in(other.getParent())))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DIRECTORY_UNUSABLE))
        .withMessageContaining("written by PostgreSQL 15");
    assertThat(other.resolve("PG_VERSION")).hasContent("15");
  }

  @Test
  void a_port_in_use_is_reported_and_the_directory_is_free_again() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatExceptionOfType(LocalPostgresException.class)
          .isThrownBy(() -> LocalPostgres.start(LocalPostgresOptions.in(data).withPort(taken.getLocalPort())))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.PORT_UNAVAILABLE))
          .withMessageContaining(Integer.toString(taken.getLocalPort()));
    }
    try (LocalPostgres postgres = start()) {
      assertThat(query(postgres, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void the_files_are_closed_to_other_users() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("postgres"))))
        .isEqualTo("rwx------");
  }

  private static Process holder() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            data.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static LocalPostgres start() {
    return LocalPostgres.start(LocalPostgresOptions.in(data));
  }

  private static void execute(LocalPostgres postgres, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(LocalPostgres postgres, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
