package palimpsest.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.postgres.LocalPostgresException.Reason;

/** The machine's own PostgreSQL; skipped where none with pgvector is installed, and as root. */
@Tag("slow")
@Timeout(120)
class NativePostgresTest {

  @TempDir Path home;

  private LocalPostgresOptions options;

  @BeforeEach
  void needs_a_server_and_a_user_who_may_run_it() {
    assumeThat(System.getProperty("user.name")).as("PostgreSQL does not run as root").isNotEqualTo("root");
    assumeThat(NativeLocator.ofThisMachine().installed()).as("no PostgreSQL 15+ with pgvector is installed").isNotEmpty();
    options = LocalPostgresOptions.in(home.resolve("data")).withKind(EmbeddedKind.AUTO);
  }

  @Test
  void a_new_directory_gets_a_cluster_of_its_own_that_is_durable_and_asks_for_a_password() throws Exception {
    try (LocalPostgres postgres = LocalPostgres.start(options)) {
      assertThat(postgres.isNative()).isTrue();
      assertThat(query(postgres.jdbcUrl(), "show fsync")).isEqualTo("on");
      assertThat(query(postgres.jdbcUrl(), "show listen_addresses")).isEqualTo("127.0.0.1");
      execute(postgres, "create extension vector");
      execute(postgres, "create table rivers as select 'Oder' as name");
      assertThat(query(postgres.jdbcUrl(), "select lower('ÄÖ')")).isEqualTo("äö");
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> query(postgres.jdbcUrl().replace(postgres.password(), "guessed"), "select 1"))
          .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
      Path secret = home.resolve("data/postgres-native.password");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret))).isEqualTo("rw-------");
    }
    try (LocalPostgres again = LocalPostgres.start(options)) {
      assertThat(query(again.jdbcUrl(), "select name from rivers")).isEqualTo("Oder");
    }
  }

  @Test
  void a_killed_server_comes_back_on_the_same_port_with_all_that_was_committed() throws Exception {
    try (LocalPostgres postgres = LocalPostgres.start(options)) {
      execute(postgres, "create table rivers as select 'Elbe' as name");
      String url = postgres.jdbcUrl();
      long pid = postgres.pid();

      ProcessHandle.of(pid).orElseThrow().destroyForcibly();

      await().atMost(Duration.ofSeconds(60)).until(() -> postgres.restarts() > 0 && postgres.isRunning());
      assertThat(query(url, "select name from rivers")).isEqualTo("Elbe");
      assertThat(postgres.pid()).isNotEqualTo(pid);
    }
  }

  @Test
  void it_ends_with_the_process_that_started_it_even_by_kill_9() throws Exception {
    Process holder =
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", System.getProperty("java.class.path"),
                Holder.class.getName(), home.resolve("data").toString(), "AUTO")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String[] said = holder.inputReader().lines().filter(line -> line.startsWith("holding ")).findFirst().orElseThrow().split(" ");
    ProcessHandle server = ProcessHandle.of(Long.parseLong(said[1])).orElseThrow();
    assertThat(LocalPostgres.runningIn(home.resolve("data"))).contains(said[2]);
    assertThat(query(said[2], "select 1")).isEqualTo("1");

    holder.destroyForcibly().waitFor();

    server.onExit().get(30, TimeUnit.SECONDS);
    try (LocalPostgres next = LocalPostgres.start(options)) {
      assertThat(next.isNative()).isTrue();
    }
  }

  @Test
  void a_directory_keeps_its_kind() {
    LocalPostgres.start(options).close();
    assertThatExceptionOfType(LocalPostgresException.class)
        .isThrownBy(() -> LocalPostgres.start(options.withKind(EmbeddedKind.PGLITE)))
        .withMessageContaining("keeps its kind")
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DIRECTORY_UNUSABLE));

    LocalPostgresOptions other = LocalPostgresOptions.in(home.resolve("other"));
    LocalPostgres.start(other).close();
    try (LocalPostgres kept = LocalPostgres.start(other.withKind(EmbeddedKind.AUTO))) {
      assertThat(kept.isNative()).isFalse();
    }
    assertThat(List.of(home.resolve("other").toFile().list())).doesNotContain("postgres-native");
  }

  private static void execute(LocalPostgres postgres, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl()); Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }
}
