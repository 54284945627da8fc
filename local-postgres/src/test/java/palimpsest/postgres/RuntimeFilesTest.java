package palimpsest.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeFilesTest {

  @TempDir Path data;

  @Test
  void they_are_unpacked_once_and_what_others_left_is_removed() throws IOException {
    Path half = Files.createDirectories(data.resolve("postgres-runtime").resolve("unpacking-7"));
    Files.writeString(half.resolve("server.mjs"), "half");

    Path unpacked = RuntimeFiles.unpackInto(data);
    FileTime written = Files.getLastModifiedTime(unpacked.resolve("server.mjs"));

    assertThat(RuntimeFiles.unpackInto(data)).isEqualTo(unpacked);
    assertThat(Files.getLastModifiedTime(unpacked.resolve("server.mjs"))).isEqualTo(written);
    assertThat(half).doesNotExist();
    assertThat(unpacked.resolve("node_modules/@electric-sql/pglite/dist/pglite.wasm")).isNotEmptyFile();
  }

  @Test
  void one_byte_that_differs_in_the_jar_is_told() throws Exception {
    Path classes = Path.of(RuntimeFiles.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path copy = data.resolve("classes");
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(classes.relativize(file).toString()));
      }
    }
    Path server = copy.resolve("palimpsest/postgres/runtime/server.mjs");
    Files.writeString(server, Files.readString(server).replaceFirst("The process", "the process"));
    try (var loader = new URLClassLoader(new URL[] {copy.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      var unpack = loader.loadClass(RuntimeFiles.class.getName()).getDeclaredMethod("unpackInto", Path.class);
      unpack.setAccessible(true);
      assertThatThrownBy(() -> unpack.invoke(null, data)).rootCause().hasMessageContaining("server.mjs differs from its checksum");
    }
  }
}
