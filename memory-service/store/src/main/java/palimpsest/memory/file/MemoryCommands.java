package palimpsest.memory.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Carries out commands on a tree of files, and answers in the documented words. A directory is there while a file is under it. */
final class MemoryCommands {

    private static final int SNIPPET_LINES = 4;

    private final MemoryFiles.Limits limits;

    MemoryCommands(MemoryFiles.Limits limits) {
        this.limits = limits;
    }

    /** @throws InvalidMemoryCommand when it can't be carried out; nothing is changed then */
    String run(MemoryCommand command, MemoryFileTree tree) {
        return switch (command) {
            case MemoryCommand.View view -> view(view, tree);
            case MemoryCommand.Create create -> create(create, tree);
            case MemoryCommand.Replace replace -> replace(replace, tree);
            case MemoryCommand.Insert insert -> insert(insert, tree);
            case MemoryCommand.Delete delete -> delete(delete.path(), tree);
            case MemoryCommand.Rename rename -> rename(rename.from(), rename.to(), tree);
        };
    }

    private String view(MemoryCommand.View view, MemoryFileTree tree) {
        Optional<String> content = tree.content(view.path());
        if (content.isPresent()) {
            return MemoryListing.file(view.path(), content.get(), view.lines());
        }
        if (!isDirectory(view.path(), tree)) {
            throw new InvalidMemoryCommand("The path " + view.path().text() + " does not exist. Please provide a valid path.");
        }
        return MemoryListing.directory(view.path(), tree.all());
    }

    private String create(MemoryCommand.Create create, MemoryFileTree tree) {
        MemoryPath path = create.path();
        if (exists(path, tree)) {
            throw new InvalidMemoryCommand("Error: File " + path.text() + " already exists");
        }
        requireDirectories(path, tree);
        if (tree.all().size() >= limits.files()) {
            throw new InvalidMemoryCommand("Error: There are " + limits.files() + " files already: delete one that is no longer needed, or add to one");
        }
        write(path, create.text(), tree);
        return "File created successfully at: " + path.text();
    }

    private String replace(MemoryCommand.Replace replace, MemoryFileTree tree) {
        MemoryPath path = replace.path();
        String content = tree.content(path)
                .orElseThrow(() -> new InvalidMemoryCommand("Error: The path " + path.text() + " does not exist. Please provide a valid path."));
        List<Integer> places = places(content, replace.old());
        if (places.isEmpty()) {
            throw new InvalidMemoryCommand("No replacement was performed, old_str `" + replace.old() + "` did not appear verbatim in " + path.text() + ".");
        }
        if (places.size() > 1) {
            throw new InvalidMemoryCommand("No replacement was performed. Multiple occurrences of old_str `" + replace.old() + "` in lines: "
                    + places.stream().map(place -> String.valueOf(lineAt(content, place))).distinct().collect(Collectors.joining(", "))
                    + ". Please ensure it is unique");
        }
        int at = places.getFirst();
        String edited = content.substring(0, at) + replace.replacement() + content.substring(at + replace.old().length());
        write(path, edited, tree);
        int first = Math.max(1, lineAt(edited, at) - SNIPPET_LINES);
        int last = lineAt(edited, at + replace.replacement().length()) + SNIPPET_LINES;
        return "The memory file has been edited.\n" + MemoryListing.numbered(MemoryListing.lines(edited), first, last);
    }

    private String insert(MemoryCommand.Insert insert, MemoryFileTree tree) {
        MemoryPath path = insert.path();
        String content = tree.content(path).orElseThrow(() -> new InvalidMemoryCommand("Error: The path " + path.text() + " does not exist"));
        List<String> lines = new ArrayList<>(MemoryListing.lines(content));
        if (insert.line() < 0 || insert.line() > lines.size()) {
            throw new InvalidMemoryCommand("Error: Invalid `insert_line` parameter: " + insert.line()
                    + ". It should be within the range of lines of the file: [0, " + lines.size() + "]");
        }
        boolean atEnd = insert.line() == lines.size();
        boolean ended = atEnd ? insert.text().endsWith("\n") || content.endsWith("\n") : content.endsWith("\n");
        lines.addAll(insert.line(), MemoryListing.lines(insert.text()));
        write(path, String.join("\n", lines) + (ended ? "\n" : ""), tree);
        return "The file " + path.text() + " has been edited.";
    }

    private static String delete(MemoryPath path, MemoryFileTree tree) {
        requireNotRoot(path, "deleted");
        List<MemoryPath> files = at(path, tree);
        if (files.isEmpty()) {
            throw new InvalidMemoryCommand("Error: The path " + path.text() + " does not exist");
        }
        files.forEach(tree::remove);
        return "Successfully deleted " + path.text();
    }

    private static String rename(MemoryPath from, MemoryPath to, MemoryFileTree tree) {
        requireNotRoot(from, "renamed");
        List<MemoryPath> files = at(from, tree);
        if (files.isEmpty()) {
            throw new InvalidMemoryCommand("Error: The path " + from.text() + " does not exist");
        }
        if (exists(to, tree)) {
            throw new InvalidMemoryCommand("Error: The destination " + to.text() + " already exists");
        }
        if (to.isUnder(from)) {
            throw new InvalidMemoryCommand("Error: " + from.text() + " cannot be moved into itself");
        }
        requireDirectories(to, tree);
        // All new paths are checked before the first file moves.
        List<MemoryPath> moved = files.stream().map(file -> new MemoryPath(to.text() + file.text().substring(from.text().length()))).toList();
        for (int i = 0; i < files.size(); i++) {
            tree.write(moved.get(i), tree.content(files.get(i)).orElseThrow());
            tree.remove(files.get(i));
        }
        return "Successfully renamed " + from.text() + " to " + to.text();
    }

    private void write(MemoryPath path, String content, MemoryFileTree tree) {
        if (content.length() > limits.fileCharacters()) {
            throw new InvalidMemoryCommand("Error: File " + path.text() + " would have " + content.length() + " characters, and " + limits.fileCharacters()
                    + " are allowed: split it, or shorten it");
        }
        tree.write(path, content);
    }

    /** The file at the path, or all files under it. */
    private static List<MemoryPath> at(MemoryPath path, MemoryFileTree tree) {
        return tree.all().stream().map(entry -> new MemoryPath(entry.path())).filter(file -> file.equals(path) || file.isUnder(path)).toList();
    }

    private static boolean exists(MemoryPath path, MemoryFileTree tree) {
        return tree.content(path).isPresent() || isDirectory(path, tree);
    }

    private static boolean isDirectory(MemoryPath path, MemoryFileTree tree) {
        return path.isRoot() || tree.all().stream().anyMatch(entry -> entry.path().startsWith(path.text() + "/"));
    }

    private static void requireDirectories(MemoryPath path, MemoryFileTree tree) {
        for (String ancestor : path.ancestors()) {
            if (tree.content(new MemoryPath(ancestor)).isPresent()) {
                throw new InvalidMemoryCommand("Error: " + ancestor + " is a file: nothing can be under it");
            }
        }
    }

    private static void requireNotRoot(MemoryPath path, String done) {
        if (path.isRoot()) {
            throw new InvalidMemoryCommand("Error: The directory " + MemoryPath.ROOT + " itself cannot be " + done);
        }
    }

    private static List<Integer> places(String content, String wanted) {
        List<Integer> places = new ArrayList<>();
        for (int at = content.indexOf(wanted); at >= 0; at = content.indexOf(wanted, at + 1)) {
            places.add(at);
        }
        return places;
    }

    private static int lineAt(String content, int place) {
        return 1 + (int) content.substring(0, place).chars().filter(c -> c == '\n').count();
    }
}
