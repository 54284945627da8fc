package palimpsest.memory.ingest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the files below some paths: sorted, as git would see them, without what tools installed or built, each real file once whatever links lead to it. */
final class FileWalk {

    sealed interface Found {
        /** A file to read; {@code name} is relative to the folder given. */
        record File(String name, Path path) implements Found {}

        record Unreadable(String name, String reason) implements Found {}

        /** A file or folder that the rules leave out; what a folder holds is not listed. */
        record LeftOut(String name, String reason) implements Found {}
    }

    /** The rules of a folder and of those above it, up to where the repository begins. */
    private record Rules(Path folder, GitIgnore own, Rules above) {

        boolean ignore(Path path, boolean folder) {
            for (Rules rules = this; rules != null; rules = rules.above) {
                Optional<Boolean> said = rules.own.isEmpty() ? Optional.empty() : rules.own.ignores(below(rules.folder, path), folder);
                if (said.isPresent()) {
                    return said.get();
                }
            }
            return false;
        }
    }

    private static final Set<String> INSTALLED = Set.of("node_modules", "bower_components", "__pycache__", "site-packages");
    /** Folders that a build writes, where a file beside them tells that there is one. */
    private static final Map<String, List<String>> BUILDS = Map.of("target", List.of("pom.xml", "Cargo.toml", "build.sbt"),
            "build", List.of("build.gradle", "build.gradle.kts", "package.json", "CMakeLists.txt", "setup.py", "pyproject.toml"),
            "dist", List.of("package.json", "setup.py", "pyproject.toml"), "vendor", List.of("go.mod", "composer.json"));

    private final int mostFiles;
    private final boolean gitIgnore;
    private final GitIgnore include;
    private final GitIgnore exclude;
    private final List<Found> found = new ArrayList<>();
    private final Set<Path> seen = new HashSet<>();
    private int files;

    private FileWalk(int mostFiles, FileSelection selection) {
        this.mostFiles = mostFiles;
        this.gitIgnore = selection.gitIgnore();
        this.include = GitIgnore.of(selection.include());
        this.exclude = GitIgnore.of(selection.exclude());
    }

    static List<Found> of(List<Path> paths, int mostFiles, FileSelection selection) {
        var walk = new FileWalk(mostFiles, selection);
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
            folder(root, root, rulesAbove(root.getParent()));
        } else {
            file(root, root.getFileName().toString());
        }
    }

    private void folder(Path root, Path folder, Rules above) {
        try {
            if (!seen.add(folder.toRealPath())) {
                return; // a cycle, or a second link to the same folder
            }
            List<Path> children;
            try (Stream<Path> listed = Files.list(folder)) {
                children = listed.sorted().toList();
            }
            Rules rules = rules(folder, above);
            for (Path child : children) {
                if (files > mostFiles) {
                    return;
                }
                String name = below(root, child);
                boolean isFolder = Files.isDirectory(child);
                Optional<String> reason = leftOut(name, child, isFolder, rules);
                if (reason.isPresent()) {
                    found.add(new Found.LeftOut(isFolder ? name + "/" : name, reason.get()));
                } else if (isFolder) {
                    folder(root, child, rules);
                } else {
                    file(child, name);
                }
            }
        } catch (AccessDeniedException e) {
            found.add(new Found.Unreadable(folder.toString(), "no permission to read it"));
        } catch (IOException e) {
            found.add(new Found.Unreadable(folder.toString(), "can't be read: " + e.getMessage()));
        }
    }

    private Optional<String> leftOut(String name, Path path, boolean folder, Rules rules) {
        if (isHidden(path)) {
            return Optional.of("is hidden");
        }
        if (folder && isOfATool(path)) {
            return Optional.of("was installed or built by a tool");
        }
        if (exclude.ignores(name, folder).orElse(false)) {
            return Optional.of("is excluded");
        }
        if (rules != null && rules.ignore(path, folder)) {
            return Optional.of("is ignored by .gitignore");
        }
        return folder || include.isEmpty() || include.covers(name) ? Optional.empty() : Optional.of("is not among what is included");
    }

    /** The rules that hold in a folder from those above it; what stands above a repository says nothing of it. */
    private Rules rules(Path folder, Rules above) {
        if (!gitIgnore) {
            return null;
        }
        boolean repository = Files.exists(folder.resolve(".git"));
        Rules outer = repository ? new Rules(folder, read(folder.resolve(".git/info/exclude")), null) : above;
        GitIgnore own = read(folder.resolve(".gitignore"));
        return own.isEmpty() ? outer : new Rules(folder, own, outer);
    }

    /** The rules of the folders above one that is named, where they are of its repository. */
    private Rules rulesAbove(Path folder) {
        Path top = folder;
        while (top != null && !Files.exists(top.resolve(".git"))) {
            top = top.getParent();
        }
        if (top == null) {
            return null;
        }
        Rules rules = rules(top, null);
        for (Path name : top.relativize(folder)) {
            top = name.toString().isEmpty() ? top : top.resolve(name);
            rules = name.toString().isEmpty() ? rules : rules(top, rules);
        }
        return rules;
    }

    private static GitIgnore read(Path file) {
        try {
            return Files.isRegularFile(file) ? GitIgnore.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)) : GitIgnore.of(List.of());
        } catch (IOException e) {
            return GitIgnore.of(List.of()); // git goes on without one that it may not read
        }
    }

    private static String below(Path folder, Path path) {
        return folder.relativize(path).toString().replace('\\', '/');
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
        return INSTALLED.contains(name) || Files.exists(path.resolve("pyvenv.cfg"))
                || BUILDS.getOrDefault(name, List.of()).stream().anyMatch(file -> Files.exists(path.resolveSibling(file)));
    }

    private static boolean isHidden(Path path) {
        try {
            return path.getFileName().toString().startsWith(".") || Files.isHidden(path);
        } catch (IOException e) {
            return false; // it is met again, and explained, when it is read
        }
    }
}
