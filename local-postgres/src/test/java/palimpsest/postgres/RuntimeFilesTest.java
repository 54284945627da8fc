package palimpsest.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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
}
