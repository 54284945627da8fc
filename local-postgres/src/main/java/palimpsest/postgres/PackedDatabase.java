package palimpsest.postgres;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import palimpsest.postgres.LocalPostgresException.Reason;

/**
 * A database in one file, as {@code template.mjs} reads it: gzip over a line of JSON, {@code [[name, bytes or null for a folder], …]},
 * and the contents in that order.
 */
final class PackedDatabase {

  private PackedDatabase() {}

  static void write(Path database, Path file) {
    if (!Files.isRegularFile(database.resolve("PG_VERSION"))) {
      throw new LocalPostgresException(Reason.DIRECTORY_UNUSABLE, "There is no database in %s to pack.".formatted(database.getParent()));
    }
    try {
      Path unfinished = Files.createTempFile(Files.createDirectories(file.toAbsolutePath().getParent()), "packing-", null);
      List<Path> entries;
      try (Stream<Path> all = Files.walk(database)) {
        entries = all.filter(entry -> !entry.equals(database)).sorted().toList();
      }
      try (OutputStream out = new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(unfinished)))) {
        String head = entries.stream().map(entry -> entry(database, entry)).collect(Collectors.joining(",", "[", "]\n"));
        out.write(head.getBytes(StandardCharsets.UTF_8));
        for (Path entry : entries) {
          if (!Files.isDirectory(entry)) {
            Files.copy(entry, out);
          }
        }
      }
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("packing " + database + " into " + file + " failed", e);
    }
  }

  // PostgreSQL's names are letters, digits, points and underscores: nothing that JSON would have to escape
  private static String entry(Path database, Path entry) {
    try {
      String name = database.relativize(entry).toString().replace('\\', '/');
      return "[\"%s\",%s]".formatted(name, Files.isDirectory(entry) ? "null" : Long.toString(Files.size(entry)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
