package palimpsest.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import palimpsest.postgres.LocalPostgresException.Reason;

/** A cluster of its own, made with the PostgreSQL of this machine: on 127.0.0.1, with a password, with fsync. */
final class NativeEngine implements DatabaseEngine {

  static final String FOLDER = "postgres-native";

  private static final String PASSWORD_FILE = "postgres-native.password";
  private static final String USER = "postgres";
  private static final int PASSWORD_BYTES = 16;
  // The last one knows no letters beyond ASCII, but is there always.
  private static final List<String> LOCALES = List.of("C.UTF-8", "en_US.UTF-8", "C");

  private final LocalPostgresOptions options;
  private final Path directory;
  private final NativeInstallation installation;
  private final Predecessor predecessor;
  private final String password;

  NativeEngine(LocalPostgresOptions options, Path directory, NativeInstallation installation) {
    this.options = options;
    this.directory = directory;
    this.installation = installation;
    this.predecessor = new Predecessor(directory);
    if (!Files.isDirectory(directory.resolve(FOLDER))) {
      create();
    }
    this.password = passwordIn(directory);
  }

  /** The major version that made the cluster of a data directory. */
  static int majorVersionIn(Path directory) {
    Path file = directory.resolve(FOLDER).resolve("PG_VERSION");
    try {
      return Integer.parseInt(Files.readString(file).strip());
    } catch (IOException | NumberFormatException e) {
      throw new LocalPostgresException(Reason.DIRECTORY_UNUSABLE, "%s says no version of PostgreSQL: is its data damaged?".formatted(file), e);
    }
  }

  static String urlOf(Path directory, int port) {
    return "jdbc:postgresql://127.0.0.1:%d/postgres?user=%s&password=%s&sslmode=disable&gssEncMode=disable&connectTimeout=10"
        .formatted(port, USER, passwordIn(directory));
  }

  private static String passwordIn(Path directory) {
    try {
      return Files.readString(directory.resolve(PASSWORD_FILE)).strip();
    } catch (IOException e) {
      throw DirectoryLock.notWritable(directory, e);
    }
  }

  /** Beside its place and moved there, so that a kill half-way leaves no half database. */
  private void create() {
    Path unfinished = directory.resolve(FOLDER + ".creating");
    Path passwordFile = directory.resolve(PASSWORD_FILE);
    try {
      byte[] random = new byte[PASSWORD_BYTES];
      new SecureRandom().nextBytes(random);
      Files.deleteIfExists(passwordFile);
      Files.createFile(passwordFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(passwordFile, HexFormat.of().formatHex(random) + "\n");
      String said = "";
      for (String locale : LOCALES) {
        delete(unfinished);
        List<String> command =
            List.of(
                installation.program("initdb").toString(), "--pgdata=" + unfinished, "--username=" + USER, "--pwfile=" + passwordFile,
                "--auth-host=scram-sha-256", "--auth-local=reject", "--encoding=UTF8", "--locale=" + locale, "--no-instructions");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() == 0) {
          Files.move(unfinished, directory.resolve(FOLDER));
          return;
        }
      }
      throw new LocalPostgresException(
          Reason.START_FAILED,
          "initdb of PostgreSQL %d could not make a database: %s. Set palimpsest.database.embedded=pglite to do without it."
              .formatted(installation.majorVersion(), said.strip().lines().reduce((a, b) -> b).orElse("no message")));
    } catch (IOException e) {
      throw DirectoryLock.notWritable(directory, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalPostgresException(Reason.START_FAILED, "Interrupted while a database was made.", e);
    }
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    List<Path> entries = new ArrayList<>();
    try (Stream<Path> all = Files.walk(tree)) {
      all.forEach(entries::addFirst);
    }
    for (Path entry : entries) {
      Files.delete(entry);
    }
  }

  @Override
  public ServerProcess start(int port) {
    return NativeProcess.start(installation, directory.resolve(FOLDER), port == 0 ? freePort() : port, options.startTimeout(), predecessor);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new LocalPostgresException(Reason.PORT_UNAVAILABLE, "No port of this machine is free for PostgreSQL: " + e.getMessage(), e);
    }
  }

  @Override
  public void awaitPredecessor(Duration patience) {
    // unlike PGlite it may not have noticed that nobody needs it any more
    predecessor.tellToEnd();
    predecessor.awaitEnd(patience);
  }

  @Override
  public String jdbcUrl(int port) {
    return urlOf(directory, port);
  }

  @Override
  public String password() {
    return password;
  }

  @Override
  public String description() {
    return "PostgreSQL %d of this machine (%s)".formatted(installation.majorVersion(), installation.programs());
  }
}
