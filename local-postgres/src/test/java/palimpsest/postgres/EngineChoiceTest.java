package palimpsest.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.postgres.LocalPostgresException.Reason;

/** With programs that only say their version. */
class EngineChoiceTest {

  @TempDir Path home;

  @Test
  void the_newest_installation_with_pgvector_is_found_and_older_or_bare_ones_are_not() throws IOException {
    install("14", "0.8.0");
    install("15", "0.7.4");
    install("17", "0.8.1");
    install("18", null);
    install("16", "0.6.2");

    assertThat(locator().installed())
        .containsExactly(
            new NativeInstallation(home.toRealPath().resolve("17/bin"), 17), new NativeInstallation(home.toRealPath().resolve("15/bin"), 15));
  }

  @Test
  void a_link_on_the_path_leads_to_the_folder_of_the_programs() throws IOException {
    Path programs = install("17", "0.8.1");
    Path links = Files.createDirectories(home.resolve("links"));
    for (String name : List.of("postgres", "initdb", "pg_ctl")) {
      Files.createSymbolicLink(links.resolve(name), programs.resolve(name));
    }

    assertThat(new NativeLocator(Map.of("PATH", links.toString()), List.of()).installed())
        .containsExactly(new NativeInstallation(programs.toRealPath(), 17));
  }

  @Test
  void root_gets_pglite_unless_a_native_one_is_asked_for() throws IOException {
    install("17", "0.8.1");
    EngineChoice choice = new EngineChoice(locator(), true);
    Path data = Files.createDirectories(home.resolve("data"));

    assertThat(choice.engine(options(data, EmbeddedKind.AUTO), data)).isInstanceOf(PgliteEngine.class);
    assertThatExceptionOfType(LocalPostgresException.class)
        .isThrownBy(() -> choice.engine(options(data, EmbeddedKind.NATIVE), data))
        .withMessageContaining("setpriv")
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.START_FAILED));
  }

  @Test
  void a_cluster_whose_version_is_gone_is_left_alone() throws IOException {
    install("17", "0.8.1");
    Path data = home.resolve("data");
    Files.writeString(Files.createDirectories(data.resolve("postgres-native")).resolve("PG_VERSION"), "16\n");

    for (EmbeddedKind kind : List.of(EmbeddedKind.AUTO, EmbeddedKind.NATIVE)) {
      assertThatExceptionOfType(LocalPostgresException.class)
          .isThrownBy(() -> new EngineChoice(locator(), false).engine(options(data, kind), data))
          .withMessageContaining("PostgreSQL 16")
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DIRECTORY_UNUSABLE));
    }
    assertThatExceptionOfType(LocalPostgresException.class)
        .isThrownBy(() -> new EngineChoice(locator(), true).engine(options(data, EmbeddedKind.AUTO), data))
        .withMessageContaining("root");
    assertThat(data.resolve("postgres")).doesNotExist();
  }

  @Test
  void a_cluster_asks_the_installation_of_its_version_and_no_other() throws IOException {
    for (String other : List.of("15", "18")) {
      Files.writeString(install(other, "0.8.1").resolve("postgres"), "#!/bin/sh\ntouch " + home + "/asked\n");
    }
    install("17", "0.8.1");
    Path data = home.resolve("data");
    Files.writeString(Files.createDirectories(data.resolve("postgres-native")).resolve("PG_VERSION"), "17\n");
    Files.writeString(data.resolve("postgres-native.password"), "secret");

    assertThat(new EngineChoice(locator(), false).engine(options(data, EmbeddedKind.AUTO), data)).isInstanceOf(NativeEngine.class);
    assertThat(home.resolve("asked")).doesNotExist();
    assertThat(locator().installed(16)).isEmpty();
    assertThat(home.resolve("asked")).as("others are asked when none of that name is it").exists();
  }

  @Test
  void without_an_installation_a_new_directory_gets_pglite() throws IOException {
    Path data = Files.createDirectories(home.resolve("data"));
    EngineChoice choice = new EngineChoice(locator(), false);

    assertThat(choice.engine(options(data, EmbeddedKind.AUTO), data)).isInstanceOf(PgliteEngine.class);
    assertThatExceptionOfType(LocalPostgresException.class)
        .isThrownBy(() -> choice.engine(options(data, EmbeddedKind.NATIVE), data))
        .withMessageContaining("PALIMPSEST_POSTGRES");
  }

  private static LocalPostgresOptions options(Path data, EmbeddedKind kind) {
    return LocalPostgresOptions.in(data).withKind(kind);
  }

  private NativeLocator locator() {
    return new NativeLocator(Map.of(), List.of(home + "/*/bin"));
  }

  private Path install(String version, String vector) throws IOException {
    Path programs = Files.createDirectories(home.resolve(version).resolve("bin"));
    Path shared = home.resolve(version).resolve("shared/extension");
    for (String name : List.of("postgres", "initdb", "pg_ctl", "pg_config")) {
      String says = name.equals("pg_config") ? shared.getParent().toString() : "postgres (PostgreSQL) " + version + ".3";
      Path file = Files.writeString(programs.resolve(name), "#!/bin/sh\necho '" + says + "'\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.createDirectories(shared);
    if (vector != null) {
      Files.writeString(shared.resolve("vector.control"), "default_version = '" + vector + "'\n");
    }
    return programs;
  }
}
