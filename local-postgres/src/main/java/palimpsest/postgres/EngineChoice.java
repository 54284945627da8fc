package palimpsest.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.postgres.LocalPostgresException.Reason;

/** Which engine serves a data directory: the one that made its data, or else the one that is asked for. */
final class EngineChoice {

  private static final Logger LOG = LoggerFactory.getLogger(EngineChoice.class);
  private static final String AS_ANOTHER_USER = "Start it as another user, who owns the data directory, for example: setpriv --reuid=USER --regid=USER --init-groups ./palimpsest serve";

  private final NativeLocator locator;
  private final boolean root;

  EngineChoice(NativeLocator locator, boolean root) {
    this.locator = locator;
    this.root = root;
  }

  static EngineChoice ofThisMachine() {
    return new EngineChoice(NativeLocator.ofThisMachine(), isRoot());
  }

  private static boolean isRoot() {
    Path self = Path.of("/proc/self");
    try {
      return Files.exists(self) ? Integer.valueOf(0).equals(Files.getAttribute(self, "unix:uid")) : System.getProperty("user.name").equals("root");
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      LOG.debug("who runs this process is taken from its name", e);
      return System.getProperty("user.name").equals("root");
    }
  }

  DatabaseEngine engine(LocalPostgresOptions options, Path directory) {
    boolean pglite = Files.isDirectory(directory.resolve(PgliteEngine.FOLDER));
    boolean own = Files.isDirectory(directory.resolve(NativeEngine.FOLDER));
    if (pglite && own) {
      throw unusable(directory, "holds a database of PGlite and one of a native PostgreSQL: move the one away that is not wanted");
    }
    if (pglite && options.kind() == EmbeddedKind.NATIVE || own && options.kind() == EmbeddedKind.PGLITE) {
      throw unusable(directory, "holds a database of %s and keeps its kind. Take it over by backup and by restore into a new directory, or set palimpsest.database.embedded=auto"
          .formatted(pglite ? "PGlite" : "a native PostgreSQL"));
    }
    if (own) {
      return kept(options, directory);
    }
    if (pglite || options.kind() == EmbeddedKind.PGLITE) {
      return new PgliteEngine(options, directory);
    }
    List<NativeInstallation> installed = locator.installed();
    if (!installed.isEmpty() && !root) {
      return new NativeEngine(options, directory, installed.getFirst());
    }
    if (options.kind() == EmbeddedKind.NATIVE) {
      throw new LocalPostgresException(Reason.START_FAILED, root && !installed.isEmpty()
          ? "PostgreSQL does not run as root. " + AS_ANOTHER_USER + "."
          : "No PostgreSQL %d or newer with pgvector 0.7 or newer is installed where it is looked for. Install one, or name the folder of its programs in PALIMPSEST_POSTGRES."
              .formatted(NativeLocator.OLDEST_MAJOR_VERSION));
    }
    if (!installed.isEmpty()) {
      LOG.info("PostgreSQL {} of this machine does not run as root: PGlite is used. {}", installed.getFirst().majorVersion(), AS_ANOTHER_USER);
    }
    return new PgliteEngine(options, directory);
  }

  private DatabaseEngine kept(LocalPostgresOptions options, Path directory) {
    int version = NativeEngine.majorVersionIn(directory);
    if (root) {
      throw unusable(directory, "holds a database of PostgreSQL " + version + ", which does not run as root. " + AS_ANOTHER_USER);
    }
    NativeInstallation same = locator.installed(version)
        .orElseThrow(() -> unusable(directory, "holds a database of PostgreSQL %d, which is not installed with pgvector where it is looked for. Install it, or name the folder of its programs in PALIMPSEST_POSTGRES"
            .formatted(version)));
    return new NativeEngine(options, directory, same);
  }

  private static LocalPostgresException unusable(Path directory, String what) {
    return new LocalPostgresException(Reason.DIRECTORY_UNUSABLE, "The data directory %s %s.".formatted(directory, what));
  }
}
