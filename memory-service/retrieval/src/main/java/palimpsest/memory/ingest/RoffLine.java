package palimpsest.memory.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of roff source that calls a macro.
 *
 * @param macro without the sign in front
 */
record RoffLine(String macro, List<Argument> arguments) {

    /**
     * What a macro is given, as it is read.
     *
     * @param literal whether it names no macro, whatever it says
     */
    record Argument(String text, boolean literal) {}

    private static final Pattern COMMENT = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\[\"#].*");
    /** Fonts, sizes, widths, registers: what changes the looks only. */
    private static final Pattern LOOKS = Pattern.compile("\\\\(?:[fFmMR](?:\\[[^\\]]*]|\\(..|.)|s(?:\\[[^\\]]*]|[-+]?(?:\\([0-9]{2}|[0-9]))|[hvwlLbDoxXzZ]'[^']*'|[nkgVY](?:\\[[^\\]]*]|\\(..|[-+]?.)|[&%:|^/,)cadurtp{}!?])");
    private static final Pattern NAMED = Pattern.compile("\\\\(?:\\*?\\[([^\\]]*)]|\\*?\\((..)|C'([^']*)'|\\*(.)|N'(\\d+)')");
    private static final Map<String, String> CHARACTERS = Map.ofEntries(Map.entry("bu", "•"), Map.entry("em", "—"), Map.entry("en", "–"), Map.entry("hy", "-"), Map.entry("aq", "'"), Map.entry("Aq", "'"),
            Map.entry("dq", "\""), Map.entry("rs", "\\"), Map.entry("lq", "“"), Map.entry("rq", "”"), Map.entry("oq", "‘"), Map.entry("cq", "’"), Map.entry("co", "©"), Map.entry("rg", "®"), Map.entry("tm", "™"),
            Map.entry("ti", "~"), Map.entry("ha", "^"), Map.entry("ga", "`"), Map.entry("sl", "/"), Map.entry("ba", "|"), Map.entry("br", "|"), Map.entry("lB", "["), Map.entry("rB", "]"), Map.entry("lC", "{"),
            Map.entry("rC", "}"), Map.entry("la", "⟨"), Map.entry("ra", "⟩"), Map.entry("at", "@"), Map.entry("sh", "#"), Map.entry("Do", "$"), Map.entry("->", "→"), Map.entry("<-", "←"), Map.entry(">=", "≥"),
            Map.entry("<=", "≤"), Map.entry("!=", "≠"), Map.entry("mu", "×"), Map.entry("+-", "±"), Map.entry("de", "°"), Map.entry("sc", "§"), Map.entry("Eu", "€"), Map.entry("Po", "£"), Map.entry("Fo", "«"),
            Map.entry("Fc", "»"), Map.entry("ss", "ß"), Map.entry("L\"", "“"), Map.entry("R\"", "”"), Map.entry("Lq", "“"), Map.entry("Rq", "”"), Map.entry("Gt", ">"), Map.entry("Lt", "<"), Map.entry("Ba", "|"),
            Map.entry("Am", "&"), Map.entry("R", "®"), Map.entry("Tm", "™"), Map.entry("q", "\""));
    /** An accent and a letter: {@code \('e} is é. */
    private static final Map<Character, String> ACCENTS = Map.of('\'', "\u0301", '`', "\u0300", '^', "\u0302", ':', "\u0308", '~', "\u0303", ',', "\u0327");

    /** Null for a line of text. */
    static RoffLine of(String line) {
        if (!isRequest(line)) {
            return null;
        }
        String rest = COMMENT.matcher(line.substring(1)).replaceFirst("").strip();
        int end = 0;
        while (end < rest.length() && !Character.isWhitespace(rest.charAt(end))) {
            end++;
        }
        return new RoffLine(rest.substring(0, end), arguments(rest.substring(end)));
    }

    static boolean isRequest(String line) {
        return line.startsWith(".") || line.startsWith("'") && line.length() > 2 && (line.startsWith("'\\\"") || Character.isLetter(line.charAt(1)) && line.substring(1).matches("(?:br|sp|in|ti|nf|fi|nh|hy|ad|ds|de)\\b.*"));
    }

    /** All that it is given, as text. */
    String text() {
        return String.join(" ", arguments.stream().map(Argument::text).toList());
    }

    String argument(int i) {
        return i < arguments.size() ? arguments.get(i).text : "";
    }

    private static List<Argument> arguments(String rest) {
        List<Argument> arguments = new ArrayList<>();
        int at = 0;
        while (at < rest.length()) {
            if (Character.isWhitespace(rest.charAt(at))) {
                at++;
                continue;
            }
            var argument = new StringBuilder();
            boolean quoted = rest.charAt(at) == '"';
            at += quoted ? 1 : 0;
            for (; at < rest.length() && (quoted || !Character.isWhitespace(rest.charAt(at))); at++) {
                char c = rest.charAt(at);
                if (c == '"' && quoted) {
                    if (at + 1 >= rest.length() || rest.charAt(at + 1) != '"') {
                        at++;
                        break;
                    }
                    at++;
                } else if (c == '\\' && at + 1 < rest.length()) {
                    argument.append(c);
                    c = rest.charAt(++at);
                }
                argument.append(c);
            }
            String source = argument.toString();
            arguments.add(new Argument(read(source), quoted || source.contains("\\&")));
        }
        return arguments;
    }

    /** What a text says without its escapes. */
    static String read(String source) {
        if (source.indexOf('\\') < 0) {
            return source;
        }
        String text = LOOKS.matcher(COMMENT.matcher(source).replaceFirst("").replace("\\\\", "\\e")).replaceAll("");
        text = NAMED.matcher(text).replaceAll(found -> Matcher.quoteReplacement(named(found.group(1) != null ? found.group(1) : found.group(2) != null ? found.group(2)
                : found.group(3) != null ? found.group(3) : found.group(4) != null ? found.group(4) : Character.toString(Integer.parseInt(found.group(5))))));
        return text.replaceAll("\\\\[ 0~]", " ").replace("\\-", "-").replace("\\.", ".").replace("\\'", "'").replace("\\`", "`").replaceAll("\\\\[eE]", "\\\\").replaceAll("\\\\_", "_");
    }

    private static String named(String name) {
        String known = CHARACTERS.get(name);
        if (known != null || name.length() != 2) {
            return known != null ? known : name.matches("u[0-9A-F]{4,6}") ? Character.toString(Integer.parseInt(name.substring(1), 16)) : name.length() == 1 ? name : "";
        }
        return ACCENTS.containsKey(name.charAt(0)) && Character.isLetter(name.charAt(1)) ? name.charAt(1) + ACCENTS.get(name.charAt(0)) : "";
    }
}
