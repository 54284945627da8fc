package palimpsest.memory.ingest;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the files below some paths: sorted, hidden ones left out, each real file once whatever links lead to it. */
final class FileWalk {

    sealed interface Found {
        /** A file to read; {@code name} is relative to the folder given. */
        record File(String name, Path path) implements Found {}

        record Unreadable(String name, String reason) implements Found {}
    }

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
                children = listed.filter(child -> !isHidden(child)).sorted().toList();
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

    private static boolean isHidden(Path path) {
        try {
            return path.getFileName().toString().startsWith(".") || Files.isHidden(path);
        } catch (IOException e) {
            return false; // it is met again, and explained, when it is read
        }
    }
}
