package palimpsest.memory.ingest;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the files below some paths: sorted, hidden ones and those of tools left out, each real file once whatever links lead to it. */
final class FileWalk {

    sealed interface Found {
        /** A file to read; {@code name} is relative to the folder given. */
        record File(String name, Path path) implements Found {}

        record Unreadable(String name, String reason) implements Found {}
    }

    private static final Set<String> INSTALLED = Set.of("node_modules", "bower_components", "__pycache__", "site-packages");
    /** Folders that a build writes, where a file beside them tells that there is one. */
    private static final Map<String, List<String>> BUILDS = Map.of("target", List.of("pom.xml", "Cargo.toml", "build.sbt"),
            "build", List.of("build.gradle", "build.gradle.kts", "package.json", "CMakeLists.txt", "setup.py", "pyproject.toml"),
            "dist", List.of("package.json", "setup.py", "pyproject.toml"), "vendor", List.of("go.mod", "composer.json"));

    private final int mostFiles;
    private final List<Found> found = new ArrayList<>();
    private final Set<Path> seen = new HashSet<>();
    private int files;

    private FileWalk(int mostFiles) {
        this.mostFiles = mostFiles;
    }

    static List<Found> of(List<Path> paths, int mostFiles) {
        var walk = new FileWalk(mostFiles);
        for (Path path : paths) {
            walk.root(path);
        }
        return walk.found;
    }

    private void root(Path path) {
        Path root = path.toAbsolutePath().normalize();
        if (!Files.exists(root)) {
            found.add(new Found.Unreadable(path.toString(), Files.isSymbolicLink(root) ? "is a link to nothing" : "does not exist"));
        } else if (Files.isDirectory(root)) {
            folder(root, root);
        } else {
            file(root, root.getFileName().toString());
        }
    }

    private void folder(Path root, Path folder) {
        try {
            if (!seen.add(folder.toRealPath())) {
                return; // a cycle, or a second link to the same folder
            }
            List<Path> children;
            try (Stream<Path> listed = Files.list(folder)) {
                children = listed.filter(child -> !isHidden(child) && !isOfATool(child)).sorted().toList();
            }
            for (Path child : children) {
                if (files > mostFiles) {
                    return;
                }
                if (Files.isDirectory(child)) {
                    folder(root, child);
                } else {
                    file(child, root.relativize(child).toString().replace('\\', '/'));
                }
            }
        } catch (AccessDeniedException e) {
            found.add(new Found.Unreadable(folder.toString(), "no permission to read it"));
        } catch (IOException e) {
            found.add(new Found.Unreadable(folder.toString(), "can't be read: " + e.getMessage()));
        }
    }

    private void file(Path file, String name) {
        try {
            if (!Files.exists(file)) {
                found.add(new Found.Unreadable(name, "is a link to nothing"));
            } else if (!Files.isRegularFile(file)) {
                found.add(new Found.Unreadable(name, "is not a file"));
            } else if (seen.add(file.toRealPath())) {
                if (++files > mostFiles) {
                    found.add(new Found.Unreadable(name, "and all that follow are left out: " + mostFiles
                            + " files are the most for one run; name smaller folders"));
                } else {
                    found.add(new Found.File(name, file));
                }
            }
        } catch (IOException e) {
            found.add(new Found.Unreadable(name, "can't be read: " + e.getMessage()));
        }
    }

    /** Whether tools made a folder: packages that were installed, or what a build wrote. A folder that the caller names is read all the same. */
    private static boolean isOfATool(Path path) {
        String name = path.getFileName().toString();
        return Files.isDirectory(path) && (INSTALLED.contains(name) || Files.exists(path.resolve("pyvenv.cfg"))
                || BUILDS.getOrDefault(name, List.of()).stream().anyMatch(file -> Files.exists(path.resolveSibling(file))));
    }

    private static boolean isHidden(Path path) {
        try {
            return path.getFileName().toString().startsWith(".") || Files.isHidden(path);
        } catch (IOException e) {
            return false; // it is met again, and explained, when it is read
        }
    }
}
