package palimpsest.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.postgres.LocalPostgresException.Reason;

class NodeLocatorTest {

  @TempDir Path home;

  @Test
  void without_any_node_it_says_what_to_install() {
    assertThatExceptionOfType(LocalPostgresException.class)
        .isThrownBy(() -> locator("").locate(Optional.empty()))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NODE_MISSING))
        .withMessageContaining("Install Node.js 20 or newer");
  }

  @Test
  void a_named_node_that_is_not_there_is_not_replaced_by_another() throws IOException {
    fakeNode("good", "v22.1.0");

    assertThatExceptionOfType(LocalPostgresException.class)
        .isThrownBy(() -> locator("good").locate(Optional.of(home.resolve("nowhere"))))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NODE_MISSING))
        .withMessageContaining("nowhere");
  }

  @Test
  void an_old_node_is_refused_with_its_version() throws IOException {
    fakeNode("old", "v18.19.0");

    assertThatExceptionOfType(LocalPostgresException.class)
        .isThrownBy(() -> locator("old").locate(Optional.empty()))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NODE_TOO_OLD))
        .withMessageContaining("v18.19.0");
  }

  @Test
  void a_newer_node_further_down_the_path_is_taken() throws IOException {
    fakeNode("old", "v18.19.0");
    Path good = fakeNode("good", "v22.1.0");

    assertThat(locator("old", "good").locate(Optional.empty())).isEqualTo(good);
  }

  @Test
  void the_environment_goes_before_the_path() throws IOException {
    fakeNode("good", "v22.1.0");
    Path named = fakeNode("named", "v24.0.0");
    NodeLocator locator =
        new NodeLocator(
            Map.of("PATH", home.resolve("good").toString(), "PALIMPSEST_NODE", named.toString()), List.of());

    assertThat(locator.locate(Optional.empty())).isEqualTo(named);
  }

  @Test
  void something_that_is_not_node_is_refused() throws IOException {
    Path impostor = fakeNode("impostor", "hello");

    assertThatExceptionOfType(LocalPostgresException.class)
        .isThrownBy(() -> locator("").locate(Optional.of(impostor)))
        .withMessageContaining("does not answer --version like Node.js");
  }

  @Test
  void options_for_node_are_those_of_the_database_alone() {
    Map<String, String> environment = Map.of("NODE_OPTIONS", "--inspect", "PALIMPSEST_NODE_OPTIONS", " --liftoff-only  --max-old-space-size=512 ");

    assertThat(new NodeLocator(environment, List.of()).options()).containsExactly("--liftoff-only", "--max-old-space-size=512");
    assertThat(new NodeLocator(Map.of("NODE_OPTIONS", "--inspect"), List.of()).options()).isEmpty();
    assertThat(new NodeLocator(Map.of("PALIMPSEST_NODE_OPTIONS", " "), List.of()).options()).isEmpty();
  }

  private NodeLocator locator(String... folders) {
    List<String> path = List.of(folders).stream().map(folder -> home.resolve(folder).toString()).toList();
    return new NodeLocator(Map.of("PATH", String.join(java.io.File.pathSeparator, path)), List.of());
  }

  private Path fakeNode(String folder, String version) throws IOException {
    Path node = Files.createDirectories(home.resolve(folder)).resolve("node");
    Files.writeString(node, "#!/bin/sh\necho '" + version + "'\n");
    return Files.setPosixFilePermissions(node, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
