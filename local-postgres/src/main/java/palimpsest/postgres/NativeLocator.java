package palimpsest.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds installed PostgreSQL servers that have pgvector. */
final class NativeLocator {

  static final int OLDEST_MAJOR_VERSION = 15;

  private static final Logger LOG = LoggerFactory.getLogger(NativeLocator.class);
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");
  private static final Pattern VECTOR_VERSION = Pattern.compile("default_version\\s*=\\s*'(\\d+)\\.(\\d+)");
  private static final int OLDEST_VECTOR_MINOR_VERSION = 7;
  private static final long PATIENCE_SECONDS = 10;

  private final Map<String, String> environment;
  private final List<String> usualPlaces;

  /** @param usualPlaces folders, the last but one name of which may hold one {@code *} */
  NativeLocator(Map<String, String> environment, List<String> usualPlaces) {
    this.environment = Map.copyOf(environment);
    this.usualPlaces = List.copyOf(usualPlaces);
  }

  static NativeLocator ofThisMachine() {
    return new NativeLocator(
        System.getenv(),
        List.of(
            "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql@*/bin",
            "/usr/local/opt/postgresql@*/bin", "/Applications/Postgres.app/Contents/Versions/*/bin"));
  }

  /** All that are new enough and have pgvector, the newest first. */
  List<NativeInstallation> installed() {
    List<NativeInstallation> found = new ArrayList<>();
    for (Path programs : candidates()) {
      version(programs).filter(each -> each.majorVersion() >= OLDEST_MAJOR_VERSION && hasVector(each)).ifPresent(found::add);
    }
    found.sort((a, b) -> b.majorVersion() - a.majorVersion());
    return found;
  }

  /** One of this version that has pgvector. Folders that name the version are asked first, and no more than are needed: each is a process or two. */
  Optional<NativeInstallation> installed(int majorVersion) {
    Pattern named = Pattern.compile("(?<!\\d)" + majorVersion + "(?!\\d)");
    return candidates().stream().sorted(Comparator.comparing(folder -> !named.matcher(folder.toString()).find()))
        .flatMap(folder -> version(folder).stream()).filter(each -> each.majorVersion() == majorVersion && hasVector(each)).findFirst();
  }

  private Set<Path> candidates() {
    List<Path> folders = new ArrayList<>();
    Optional.ofNullable(environment.get("PALIMPSEST_POSTGRES")).filter(s -> !s.isBlank()).map(Path::of).ifPresent(folders::add);
    for (String folder : environment.getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator))) {
      if (!folder.isBlank()) {
        folders.add(Path.of(folder));
      }
    }
    usualPlaces.forEach(place -> folders.addAll(matching(place)));
    Set<Path> candidates = new LinkedHashSet<>();
    for (Path folder : folders) {
      if (List.of("postgres", "initdb", "pg_ctl").stream().map(folder::resolve).allMatch(Files::isExecutable)) {
        try {
          // what stands on the PATH may be a link to the folder where the programs find their own files
          candidates.add(folder.resolve("postgres").toRealPath().getParent());
        } catch (IOException e) {
          LOG.debug("{} is passed over", folder, e);
        }
      }
    }
    return candidates;
  }

  private static List<Path> matching(String place) {
    Path pattern = Path.of(place);
    if (!place.contains("*")) {
      return List.of(pattern);
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(pattern.getParent().getParent(), pattern.getParent().getFileName().toString())) {
      entries.forEach(entry -> found.add(entry.resolve(pattern.getFileName())));
    } catch (IOException e) {
      LOG.debug("there is no {}", place, e);
    }
    return found;
  }

  private static boolean hasVector(NativeInstallation installation) {
    Path programs = installation.programs();
    List<Path> shared = new ArrayList<>();
    // asked of itself where it can tell; development packages bring that program
    output(programs.resolve("pg_config"), "--sharedir").map(line -> Path.of(line.strip())).ifPresent(shared::add);
    shared.add(Path.of("/usr/share/postgresql/" + installation.majorVersion()));
    shared.add(programs.resolveSibling("share"));
    shared.add(programs.resolveSibling("share/postgresql"));
    for (Path folder : shared) {
      Path control = folder.resolve("extension/vector.control");
      try {
        if (Files.isRegularFile(control)) {
          Matcher matcher = VECTOR_VERSION.matcher(Files.readString(control));
          return matcher.find() && (Integer.parseInt(matcher.group(1)) > 0 || Integer.parseInt(matcher.group(2)) >= OLDEST_VECTOR_MINOR_VERSION);
        }
      } catch (IOException e) {
        LOG.debug("{} can't be read", control, e);
      }
    }
    return false;
  }

  private static Optional<NativeInstallation> version(Path programs) {
    return output(programs.resolve("postgres"), "--version").map(VERSION::matcher).filter(Matcher::find)
        .map(matcher -> new NativeInstallation(programs, Integer.parseInt(matcher.group(1))));
  }

  private static Optional<String> output(Path program, String argument) {
    if (!Files.isExecutable(program)) {
      return Optional.empty();
    }
    Process process = null;
    try {
      process = new ProcessBuilder(program.toString(), argument).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0 ? Optional.of(text) : Optional.empty();
    } catch (IOException e) {
      LOG.debug("{} does not run", program, e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }
}
