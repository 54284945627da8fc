package palimpsest.memory.ingest;

import java.util.List;
import java.util.Map;
import java.util.Set;
import palimpsest.memory.ingest.RoffLine.Argument;

/** The words of a paragraph of mdoc, as its macros within lines write them. */
final class MdocWords {

    private static final Map<String, String> SYSTEMS = Map.of("Ux", "UNIX", "Bx", "BSD", "Ox", "OpenBSD", "Fx", "FreeBSD", "Nx", "NetBSD", "Dx", "DragonFly", "Bsx", "BSD/OS", "At", "AT&T UNIX");
    /** What they stand around, up to the end of the line. */
    private static final Map<String, String> AROUND = Map.of("Op", "[]", "Dq", "“”", "Qq", "\"\"", "Sq", "''", "Ql", "''", "Pq", "()", "Bq", "[]", "Brq", "{}", "Aq", "<>");
    private static final Map<String, String> OPEN = Map.of("Oo", "[", "Do", "“", "Qo", "\"", "So", "'", "Po", "(", "Bo", "[", "Bro", "{", "Ao", "<");
    private static final Map<String, String> CLOSE = Map.of("Oc", "]", "Dc", "”", "Qc", "\"", "Sc", "'", "Pc", ")", "Bc", "]", "Brc", "}", "Ac", ">");
    private static final Set<String> PLAIN = Set.of("Ad", "An", "Ar", "Cd", "Cm", "Dv", "Em", "Er", "Ev", "Fa", "Fl", "Fn", "Ft", "Ic", "In", "Li", "Lk", "Ms", "Mt", "Nm", "No", "Ns", "Ap", "Pa", "Pf", "Sm", "St", "Sx", "Sy", "Ta", "Tn",
            "Va", "Vt", "Xo", "Xc", "Xr", "Bk", "Ek", "Eo", "Ec", "Ex", "Nd", "Bf", "Ef");
    private static final String CLOSING = ".,:;)]?!";

    private final StringBuilder text = new StringBuilder();
    private String name = "";
    private boolean spaced = true;
    private boolean joined = true;

    /** @return what was added since, which it holds no more */
    String take() {
        String taken = text.toString().strip();
        text.setLength(0);
        joined = true;
        return taken;
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    void add(String word) {
        if (word.isEmpty()) {
            return;
        }
        if (!joined && spaced && !isClosing(word)) {
            text.append(' ');
        }
        text.append(word);
        joined = word.equals("(") || word.equals("[");
    }

    private void attach(String word) {
        joined = true;
        add(word);
        joined = false;
    }

    static boolean isInline(String macro) {
        return PLAIN.contains(macro) || AROUND.containsKey(macro) || OPEN.containsKey(macro) || CLOSE.containsKey(macro) || SYSTEMS.containsKey(macro) || macro.startsWith("%");
    }

    void line(RoffLine line) {
        if (line.macro().startsWith("%")) {
            add(line.text() + ",");
        } else {
            macro(line.macro(), line.arguments(), 0);
        }
    }

    void words(List<Argument> arguments) {
        int at = 0;
        while (at < arguments.size()) {
            Argument argument = arguments.get(at++);
            if (isMacro(argument)) {
                at = macro(argument.text(), arguments, at);
            } else {
                add(argument.text());
            }
        }
    }

    /** @return the place behind what it took, after which all of the rest was read, too */
    private int macro(String macro, List<Argument> arguments, int from) {
        int at = from;
        if (AROUND.containsKey(macro)) {
            around(AROUND.get(macro), arguments.subList(at, arguments.size()));
            return arguments.size();
        }
        if (OPEN.containsKey(macro)) {
            add(OPEN.get(macro));
            joined = true;
        } else if (CLOSE.containsKey(macro)) {
            attach(CLOSE.get(macro));
        } else if (SYSTEMS.containsKey(macro)) {
            add(SYSTEMS.get(macro));
        } else {
            at = special(macro, arguments, at);
        }
        words(arguments.subList(at, arguments.size()));
        return arguments.size();
    }

    private int special(String macro, List<Argument> arguments, int from) {
        int at = from;
        boolean word = at < arguments.size() && !isMacro(arguments.get(at)) && !isClosing(arguments.get(at).text());
        switch (macro) {
            case "Ns" -> joined = true;
            case "Ap" -> {
                attach("'");
                joined = true;
            }
            case "Sm" -> {
                spaced = at < arguments.size() ? arguments.get(at++).text().equals("on") : !spaced;
                if (!spaced && !joined && !text.isEmpty()) {
                    text.append(' ');
                }
                joined = !spaced || text.isEmpty();
            }
            case "Fl" -> {
                if (!word) {
                    add("-");
                    joined = at < arguments.size() && isMacro(arguments.get(at));
                }
                for (; at < arguments.size() && !isMacro(arguments.get(at)) && !isClosing(arguments.get(at).text()); at++) {
                    add(arguments.get(at).text().equals("|") ? "|" : "-" + arguments.get(at).text());
                }
            }
            case "Ar" -> add(word ? "" : "file ...");
            case "Nm" -> {
                if (word) {
                    name = name.isEmpty() ? arguments.get(at).text() : name;
                } else {
                    add(name);
                }
            }
            case "Xr" -> {
                if (word) {
                    add(arguments.get(at++).text());
                    if (at < arguments.size() && arguments.get(at).text().matches("[1-9n]\\w*")) {
                        attach("(" + arguments.get(at++).text() + ")");
                    }
                }
            }
            case "Pf", "Eo" -> {
                add(word ? arguments.get(at++).text() : "");
                joined = true;
            }
            case "Ec" -> joined = true;
            case "Fn" -> {
                if (word) {
                    String called = arguments.get(at++).text();
                    int end = at;
                    while (end < arguments.size() && !isMacro(arguments.get(end)) && !isClosing(arguments.get(end).text())) {
                        end++;
                    }
                    add(called + "(" + String.join(", ", arguments.subList(at, end).stream().map(Argument::text).toList()) + ")");
                    at = end;
                }
            }
            case "Nd" -> add("–");
            case "Ta" -> text.append('\t');
            case "Ex" -> {
                add("The " + name + " utility exits 0 on success, and >0 if an error occurs.");
                at = arguments.size();
            }
            case "Bk", "Bf" -> at = arguments.size();
            default -> { }
        }
        return at;
    }

    private void around(String pair, List<Argument> inside) {
        int end = inside.size();
        while (end > 0 && !inside.get(end - 1).literal() && isClosing(inside.get(end - 1).text())) {
            end--;
        }
        add(pair.substring(0, 1));
        joined = true;
        words(inside.subList(0, end));
        attach(pair.substring(1));
        inside.subList(end, inside.size()).forEach(closing -> add(closing.text()));
    }

    private static boolean isMacro(Argument argument) {
        return !argument.literal() && isInline(argument.text());
    }

    private static boolean isClosing(String word) {
        return !word.isEmpty() && !word.equals("...") && word.chars().allMatch(c -> CLOSING.indexOf(c) >= 0);
    }
}
