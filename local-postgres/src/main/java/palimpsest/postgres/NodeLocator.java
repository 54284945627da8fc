package palimpsest.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import palimpsest.postgres.LocalPostgresException.Reason;

/** Finds a {@code node} that is new enough. */
final class NodeLocator {

  static final int OLDEST_MAJOR_VERSION = 20;

  private static final Pattern VERSION = Pattern.compile("v(\\d+)\\.\\d+.*", Pattern.DOTALL);
  private static final String ADVICE =
      "Install Node.js " + OLDEST_MAJOR_VERSION + " or newer, or name one by the environment variable PALIMPSEST_NODE.";

  private final Map<String, String> environment;
  private final List<Path> usualPlaces;

  NodeLocator(Map<String, String> environment, List<Path> usualPlaces) {
    this.environment = Map.copyOf(environment);
    this.usualPlaces = List.copyOf(usualPlaces);
  }

  static NodeLocator ofThisMachine() {
    return new NodeLocator(
        System.getenv(),
        List.of(
            Path.of("/usr/local/bin"), Path.of("/usr/bin"), Path.of("/opt/homebrew/bin"), Path.of("/snap/bin")));
  }

  /** The executable to run; one that was named must be good itself, otherwise the first good one is taken. */
  Path locate(Optional<Path> named) {
    Optional<Path> asked =
        named.or(() -> Optional.ofNullable(environment.get("PALIMPSEST_NODE")).filter(s -> !s.isBlank()).map(Path::of));
    if (asked.isPresent()) {
      return requireNewEnough(asked.get());
    }
    LocalPostgresException tooOld = null;
    for (Path candidate : candidates()) {
      try {
        return requireNewEnough(candidate);
      } catch (LocalPostgresException e) {
        tooOld = tooOld == null ? e : tooOld;
      }
    }
    if (tooOld != null) {
      throw tooOld;
    }
    throw new LocalPostgresException(
        Reason.NODE_MISSING, "The local PostgreSQL needs Node.js, but no node was found on the PATH. " + ADVICE);
  }

  /** What Node itself is started with: the environment variable {@code PALIMPSEST_NODE_OPTIONS}, split at spaces. */
  List<String> options() {
    String options = environment.getOrDefault("PALIMPSEST_NODE_OPTIONS", "").strip();
    return options.isEmpty() ? List.of() : List.of(options.split("\\s+"));
  }

  private List<Path> candidates() {
    List<Path> folders = new ArrayList<>();
    for (String folder : environment.getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator))) {
      if (!folder.isBlank()) {
        folders.add(Path.of(folder));
      }
    }
    folders.addAll(usualPlaces);
    return folders.stream()
        .flatMap(folder -> List.of(folder.resolve("node"), folder.resolve("node.exe")).stream())
        .filter(Files::isExecutable)
        .filter(Files::isRegularFile)
        .distinct()
        .toList();
  }

  private static Path requireNewEnough(Path node) {
    String output = version(node);
    Matcher matcher = VERSION.matcher(output.strip());
    if (!matcher.matches()) {
      throw new LocalPostgresException(
          Reason.NODE_MISSING, node + " does not answer --version like Node.js does. " + ADVICE);
    }
    if (Integer.parseInt(matcher.group(1)) < OLDEST_MAJOR_VERSION) {
      throw new LocalPostgresException(
          Reason.NODE_TOO_OLD,
          "%s is Node.js %s, which is too old for the local PostgreSQL. %s".formatted(node, output.strip(), ADVICE));
    }
    // The process runs in another folder, where a relative name would mean something else.
    return node.toAbsolutePath();
  }

  private static String version(Path node) {
    ProcessBuilder builder = new ProcessBuilder(node.toString(), "--version").redirectErrorStream(true);
    builder.environment().remove("NODE_OPTIONS");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "";
      }
      return new String(process.getInputStream().readNBytes(200), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new LocalPostgresException(
          Reason.NODE_MISSING,
          "The local PostgreSQL needs Node.js, but %s can't be run: %s. %s".formatted(node, e.getMessage(), ADVICE),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalPostgresException(Reason.START_FAILED, "Interrupted while looking for Node.js.", e);
    }
  }
}
