package palimpsest.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.postgres.LocalPostgresException.Reason;

@Tag("slow")
@Timeout(180)
class PackedDatabaseTest {

  @TempDir Path home;

  @Test
  void a_new_database_begins_with_what_was_packed_and_an_old_one_keeps_its_own() throws Exception {
    Path packed = home.resolve("packed/database.gz");
    LocalPostgresOptions first = LocalPostgresOptions.in(home.resolve("first")).withTemplate(home.resolve("missing.gz"));
    on(first, "create table rivers as select 'Oder' as name");
    LocalPostgres.pack(home.resolve("first"), packed);

    LocalPostgresOptions second = LocalPostgresOptions.in(home.resolve("second")).withTemplate(packed);
    assertThat(on(second, "insert into rivers values ('Elbe'); select string_agg(name, ' ') from rivers")).isEqualTo("Oder Elbe");

    assertThat(on(second, "select string_agg(name, ' ') from rivers")).isEqualTo("Oder Elbe");
    assertThat(on(first, "select string_agg(name, ' ') from rivers")).isEqualTo("Oder");
  }

  @Test
  void a_database_that_runs_and_a_folder_without_one_are_not_packed() throws Exception {
    try (LocalPostgres running = LocalPostgres.start(LocalPostgresOptions.in(home.resolve("running")))) {
      assertThat(running.isRunning()).isTrue();
      assertThatExceptionOfType(LocalPostgresException.class)
          .isThrownBy(() -> LocalPostgres.pack(home.resolve("running"), home.resolve("no.gz")))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DIRECTORY_IN_USE));
    }
    assertThatExceptionOfType(LocalPostgresException.class)
        .isThrownBy(() -> LocalPostgres.pack(home.resolve("empty"), home.resolve("no.gz")))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DIRECTORY_UNUSABLE));
    assertThat(Files.exists(home.resolve("no.gz"))).isFalse();
  }

  private static String on(LocalPostgresOptions options, String sql) throws Exception {
    try (LocalPostgres postgres = LocalPostgres.start(options);
        var connection = DriverManager.getConnection(postgres.jdbcUrl());
        var statement = connection.createStatement()) {
      boolean rows = statement.execute(sql);
      while (!rows && statement.getUpdateCount() != -1) {
        rows = statement.getMoreResults();
      }
      if (!rows) {
        return null;
      }
      try (var result = statement.getResultSet()) {
        return result.next() ? result.getString(1) : null;
      }
    }
  }
}
