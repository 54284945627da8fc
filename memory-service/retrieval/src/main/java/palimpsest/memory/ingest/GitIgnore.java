package palimpsest.memory.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules of one {@code .gitignore} file, as <a href="https://git-scm.com/docs/gitignore">gitignore(5)</a> defines them: {@code *}, {@code ?}, {@code [a-z]},
 * {@code **}, a slash that ties to the file's folder, a slash at the end for folders only, {@code !} for an exception. The last rule that matches decides.
 */
final class GitIgnore {

    private record Rule(Pattern pattern, boolean whole, boolean foldersOnly, boolean ignores) {}

    private static final Set<String> CLASSES = Set.of("alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper");
    private static final String NOTHING = "(?!)";

    private final List<Rule> rules;

    private GitIgnore(List<Rule> rules) {
        this.rules = rules;
    }

    static GitIgnore of(String text) {
        return of(List.of((text.startsWith("\uFEFF") ? text.substring(1) : text).split("\r?\n")));
    }

    static GitIgnore of(List<String> lines) {
        return new GitIgnore(lines.stream().map(GitIgnore::rule).flatMap(Optional::stream).toList());
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    /**
     * What these rules say of a path.
     *
     * @param path below the folder of the rules, with {@code /} between names and none at the ends
     * @return whether it is ignored; empty where no rule matches it
     */
    Optional<Boolean> ignores(String path, boolean folder) {
        for (Rule rule : rules.reversed()) {
            if ((folder || !rule.foldersOnly) && rule.pattern.matcher(rule.whole ? path : path.substring(path.lastIndexOf('/') + 1)).matches()) {
                return Optional.of(rule.ignores);
            }
        }
        return Optional.empty();
    }

    /** Whether a rule matches the path or a folder that it lies in. */
    boolean covers(String path) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (ignores(path.substring(0, slash), true).orElse(false)) {
                return true;
            }
        }
        return ignores(path, false).orElse(false);
    }

    private static Optional<Rule> rule(String line) {
        String glob = withoutTrailingSpaces(line);
        if (glob.startsWith("#")) {
            return Optional.empty();
        }
        boolean ignores = !glob.startsWith("!");
        glob = ignores ? glob : glob.substring(1);
        boolean foldersOnly = glob.endsWith("/");
        glob = foldersOnly ? glob.substring(0, glob.length() - 1) : glob;
        boolean whole = glob.indexOf('/') >= 0;
        glob = glob.startsWith("/") ? glob.substring(1) : glob;
        return glob.isEmpty() ? Optional.empty() : Optional.of(new Rule(Pattern.compile(regex(glob), Pattern.DOTALL), whole, foldersOnly, ignores));
    }

    private static String withoutTrailingSpaces(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == ' ' && !isEscaped(line, end - 1)) {
            end--;
        }
        return line.substring(0, end);
    }

    private static boolean isEscaped(String line, int at) {
        int from = at;
        while (from > 0 && line.charAt(from - 1) == '\\') {
            from--;
        }
        return (at - from) % 2 == 1;
    }

    private static String regex(String glob) {
        var regex = new StringBuilder();
        int i = 0;
        while (i < glob.length()) {
            char c = glob.charAt(i);
            if (c == '*') {
                int after = i;
                while (after < glob.length() && glob.charAt(after) == '*') {
                    after++;
                }
                // git takes an escaped slash behind asterisks for one, too, and then asks for it
                boolean alone = after - i > 1 && (i == 0 || glob.charAt(i - 1) == '/')
                        && (after == glob.length() || glob.startsWith("/", after) || glob.startsWith("\\/", after));
                boolean folders = alone && glob.startsWith("/", after);
                regex.append(folders ? "(?:.*/)?" : alone ? ".*" : "[^/]*");
                i = folders ? after + 1 : after;
            } else if (c == '?') {
                regex.append("[^/]");
                i++;
            } else if (c == '[') {
                int end = bracket(glob, i, regex);
                if (end < 0) {
                    return NOTHING;
                }
                i = end;
            } else {
                int at = c == '\\' ? i + 1 : i;
                if (at == glob.length()) {
                    return NOTHING;
                }
                regex.append(Pattern.quote(Character.toString(glob.codePointAt(at))));
                i = at + Character.charCount(glob.codePointAt(at));
            }
        }
        return regex.toString();
    }

    /** Appends {@code [a-z]} and returns where it ends, or -1 where it does not. */
    private static int bracket(String glob, int open, StringBuilder regex) {
        int i = open + 1;
        boolean not = i < glob.length() && (glob.charAt(i) == '!' || glob.charAt(i) == '^');
        i += not ? 1 : 0;
        List<String> members = new ArrayList<>();
        int first = i;
        while (i < glob.length() && (glob.charAt(i) != ']' || i == first)) {
            int named = glob.startsWith("[:", i) ? glob.indexOf(":]", i + 2) : -1;
            if (named > 0) {
                String name = glob.substring(i + 2, named);
                if (!CLASSES.contains(name) && !name.equals("xdigit")) {
                    return -1;
                }
                members.add(name.equals("xdigit") ? "\\p{XDigit}" : "\\p{" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1) + "}");
                i = named + 2;
                continue;
            }
            i += glob.charAt(i) == '\\' ? 1 : 0;
            if (i == glob.length()) {
                return -1;
            }
            int from = glob.codePointAt(i);
            i += Character.charCount(from);
            int to = from;
            if (i + 1 < glob.length() && glob.charAt(i) == '-' && glob.charAt(i + 1) != ']') {
                i += glob.charAt(i + 1) == '\\' ? 2 : 1;
                if (i == glob.length()) {
                    return -1;
                }
                to = glob.codePointAt(i);
                i += Character.charCount(to);
            }
            if (from <= to) {
                members.add(String.format(Locale.ROOT, "\\x{%x}-\\x{%x}", from, to));
            }
        }
        if (i >= glob.length()) {
            return -1;
        }
        String all = String.join("", members);
        regex.append(all.isEmpty() ? not ? "[^/]" : NOTHING : "(?!/)[" + (not ? "^" : "") + all + "]");
        return i + 1;
    }
}
