package palimpsest.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import palimpsest.postgres.LocalPostgresException.Reason;

/** The programs that Node runs: carried by the jar, unpacked once into the data directory. */
final class RuntimeFiles {

  private static final String ROOT = "/palimpsest/postgres/runtime/";

  private RuntimeFiles() {}

  /** The folder with {@code server.mjs}; its name is a hash of its contents, so another version gets another folder. */
  static Path unpackInto(Path dataDirectory) {
    byte[] index = resource("index");
    Path home = dataDirectory.resolve("postgres-runtime");
    Path unpacked = home.resolve(HexFormat.of().formatHex(sha256().digest(index)).substring(0, 16));
    try {
      Files.createDirectories(home);
      if (!Files.isDirectory(unpacked)) {
        Path unfinished = Files.createTempDirectory(home, "unpacking-");
        write(index, unfinished);
        moveInto(unfinished, unpacked);
      }
      removeOthers(home, unpacked);
      return unpacked;
    } catch (IOException e) {
      throw DirectoryLock.notWritable(dataDirectory, e);
    }
  }

  private static void write(byte[] index, Path target) throws IOException {
    for (String line : new String(index, StandardCharsets.UTF_8).lines().toList()) {
      // the strong hash is for the name of the folder; a broken jar is seen by the cheap one, which the first compiler knows an instruction for
      String[] parts = line.split(" ", 3);
      String name = parts[2];
      byte[] content = resource(name);
      var checksum = new CRC32();
      checksum.update(content);
      if (checksum.getValue() != Long.parseLong(parts[1], 16)) {
        throw broken("the file " + name + " differs from its checksum");
      }
      Path file = target.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    }
  }

  private static void moveInto(Path unfinished, Path unpacked) throws IOException {
    try {
      Files.move(unfinished, unpacked);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      delete(unfinished);
    }
  }

  /** What an earlier version or a killed start left; the caller holds the directory, so nobody else uses it. */
  private static void removeOthers(Path home, Path current) throws IOException {
    try (Stream<Path> entries = Files.list(home)) {
      for (Path entry : entries.filter(entry -> !entry.equals(current)).toList()) {
        delete(entry);
      }
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> entries = Files.walk(tree)) {
      for (Path entry : entries.sorted((a, b) -> b.getNameCount() - a.getNameCount()).toList()) {
        Files.delete(entry);
      }
    }
  }

  private static byte[] resource(String name) {
    try (InputStream stream = RuntimeFiles.class.getResourceAsStream(ROOT + name)) {
      if (stream == null) {
        throw broken("it lacks " + name);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + name + " from the jar failed", e);
    }
  }

  private static LocalPostgresException broken(String what) {
    return new LocalPostgresException(
        Reason.START_FAILED, "The local-postgres jar is incomplete: " + what + ". Build Palimpsest again.");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
