package palimpsest.memory.file;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Files and directories as {@code view} shows them; the form is the documented one. */
final class MemoryListing {

    private static final int MOST_LINES = 999_999;
    private static final int LEVELS = 2;

    private MemoryListing() {}

    /** Two levels of names with the bytes below them; names that start with a dot, and node_modules, are left out. */
    static String directory(MemoryPath directory, List<MemoryFileTree.Entry> files) {
        String prefix = directory.text() + "/";
        Map<String, Long> sizes = new TreeMap<>();
        long total = 0;
        for (MemoryFileTree.Entry file : files) {
            if (!file.path().startsWith(prefix)) {
                continue;
            }
            String[] parts = file.path().substring(prefix.length()).split("/");
            if (Arrays.stream(parts).anyMatch(part -> part.startsWith(".") || part.equals("node_modules"))) {
                continue;
            }
            total += file.bytes();
            for (int level = 1; level <= Math.min(LEVELS, parts.length); level++) {
                sizes.merge(prefix + String.join("/", Arrays.asList(parts).subList(0, level)), file.bytes(), Long::sum);
            }
        }
        return "Here're the files and directories up to 2 levels deep in " + directory.text() + ", excluding hidden items and node_modules:\n"
                + size(total) + "\t" + directory.text()
                + sizes.entrySet().stream().map(entry -> "\n" + size(entry.getValue()) + "\t" + entry.getKey()).collect(Collectors.joining());
    }

    /** @param range null for all lines */
    static String file(MemoryPath path, String content, MemoryCommand.Range range) {
        List<String> lines = lines(content);
        if (lines.size() > MOST_LINES) {
            throw new InvalidMemoryCommand("File " + path.text() + " exceeds maximum line limit of 999,999 lines.");
        }
        int start = range == null ? 1 : range.start();
        int end = range == null || range.end() == -1 ? lines.size() : range.end();
        if (range != null && (start < 1 || start > Math.max(lines.size(), 1) || end < start && range.end() != -1)) {
            throw new InvalidMemoryCommand("Error: Invalid `view_range` parameter: [" + range.start() + ", " + range.end()
                    + "]. It should be within the range of lines of the file: [1, " + lines.size() + "]");
        }
        return "Here's the content of " + path.text() + " with line numbers:\n" + numbered(lines, start, end);
    }

    /** Lines {@code first} to {@code last}, counted from 1; what is beyond the end is left out. */
    static String numbered(List<String> lines, int first, int last) {
        return IntStream.rangeClosed(first, Math.min(last, lines.size())).mapToObj(number -> "%6d\t%s".formatted(number, lines.get(number - 1)))
                .collect(Collectors.joining("\n"));
    }

    /** A line feed ends a line; nothing after the last one is no line. */
    static List<String> lines(String content) {
        if (content.isEmpty()) {
            return List.of();
        }
        String whole = content.endsWith("\n") ? content.substring(0, content.length() - 1) : content;
        return Arrays.asList(whole.split("\n", -1));
    }

    private static String size(long bytes) {
        double kilo = bytes / 1024.0;
        return kilo < 1024 ? String.format(Locale.ROOT, "%.1fK", kilo) : String.format(Locale.ROOT, "%.1fM", kilo / 1024);
    }
}
