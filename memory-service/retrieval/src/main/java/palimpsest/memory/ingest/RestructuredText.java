package palimpsest.memory.ingest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A text in reStructuredText, as Docutils and Sphinx read it, as Markdown: headings, code, definitions and tables; directives and roles by what a reader sees of them. What is
 * described by a directive of its own (a function, an option, a setting) stands under a heading that names it.
 */
final class RestructuredText {

    private static final Pattern MARKUP = Pattern.compile("(?m)^\\h*\\.\\. (?:[\\w:.-]+::|_[^\\n]{1,80}:|\\|[^|\\n]+\\| \\w+::)|(?<!\\w):[a-z][a-z:-]{1,20}:`[^`\\n]+`");
    private static final int LEAST_MARKUP = 3;
    private static final int MOST_NAMES = 8;
    private static final Pattern ADORNMENT = Pattern.compile("([=\\-~^\"'`*+#.:_<>])\\1{2,}\\s*");
    private static final Pattern EXPLICIT = Pattern.compile("(\\h*)\\.\\.(?:\\h+(.*))?");
    private static final Pattern DIRECTIVE = Pattern.compile("(?:\\|([^|]+)\\| )?([\\w:.+-]*\\w) ?::(?:\\h+(.*))?");
    private static final Pattern TARGET = Pattern.compile("_(`[^`]+`|(?:[^:\\\\]|\\\\.)+):(?:\\h.*)?|__.*");
    private static final Pattern NOTE = Pattern.compile("\\[(?:[#*]?[\\w.-]*)]\\h.*");
    private static final Pattern FIELD = Pattern.compile(":([^:`\\s][^:`]{0,60}):(?:\\h+(.*))?");
    private static final Pattern BULLET = Pattern.compile("(\\h*)(?:[*+-]|(#|\\d{1,3}|[a-z])[.)]|\\((?:#|\\d{1,3}|[a-z])\\))(\\h+)(.*)");
    private static final Pattern BORDER = Pattern.compile("={2,}(?: +={2,})+\\s*");
    private static final Pattern GRID = Pattern.compile("\\+(?:[-=]+\\+)+\\s*");
    private static final Pattern LIST_ROW = Pattern.compile("[*-]\\h+[*-](?:\\h+(.*))?");
    private static final Pattern LIST_CELL = Pattern.compile("\\h+[*-](?:\\h+(.*))?");
    private static final Pattern LITERAL = Pattern.compile("(.*?)\\h*::");
    private static final Pattern WORD_TARGET = Pattern.compile("(?m)^\\h*\\.\\. _`?([\\w. -]+)`?:");

    private static final Set<String> CODE = Set.of("code", "code-block", "sourcecode", "parsed-literal", "console", "doctest", "testcode", "testoutput", "prompt", "highlight-block", "productionlist");
    private static final Map<String, String> ADMONITIONS = Map.ofEntries(Map.entry("note", "Note"), Map.entry("warning", "Warning"), Map.entry("caution", "Caution"), Map.entry("danger", "Danger"), Map.entry("attention", "Attention"),
            Map.entry("error", "Error"), Map.entry("important", "Important"), Map.entry("tip", "Tip"), Map.entry("hint", "Hint"), Map.entry("seealso", "See also"), Map.entry("todo", "To do"));
    private static final Map<String, String> VERSIONS = Map.of("versionadded", "Added in version ", "versionchanged", "Changed in version ", "deprecated", "Deprecated since version ", "versionremoved", "Removed in version ");
    /** Of which only what they hold is read. */
    private static final Set<String> SHOWN = Set.of("container", "compound", "topic", "sidebar", "epigraph", "highlights", "pull-quote", "rubric", "tabs", "tab", "tab-set", "tab-item", "group-tab", "only", "ifconfig", "hlist", "line-block",
            "admonition", "figure", "glossary", "table", "centered", "dropdown", "details", "collapse", "class", "rst-class", "snippet");
    /** Of which a reader of this text alone sees nothing, or what is written elsewhere. */
    private static final Set<String> UNSEEN = Set.of("toctree", "contents", "sectnum", "raw", "include", "literalinclude", "image", "meta", "index", "highlight", "default-role", "role", "default-domain", "module", "currentmodule", "program",
            "automodule", "tabularcolumns", "codeauthor", "sectionauthor", "moduleauthor", "title", "header", "footer", "date", "graphviz", "digraph", "graph", "math", "plot", "autosummary", "tocdepth", "cssclass", "unicode", "replace", "testsetup",
            "testcleanup", "py:module", "py:currentmodule", "inheritance-diagram", "doxygenclass", "bibliography", "acks");
    /** Roles of which the words are prose; those of others name a thing of code. */
    private static final Set<String> PROSE = Set.of("ref", "doc", "term", "abbr", "sup", "sub", "superscript", "subscript", "title", "title-reference", "emphasis", "strong", "guilabel", "menuselection", "numref", "download", "dfn", "any", "eq", "index", "token", "raw-html");
    private static final Pattern ROLE = Pattern.compile("(?<![\\w`]):((?:[a-zA-Z][\\w+.-]*:)*[a-zA-Z][\\w+.-]*):`((?:[^`\\\\]|\\\\.){1,300}?)`");
    private static final Pattern TITLED = Pattern.compile("(?s)(.+?)\\s*<([^<>]+)>");
    private static final Pattern LINK = Pattern.compile("(?<![\\w`:])`([^`<]{1,200}?)\\s*(?:<([^`>]{1,300})>)?`__?(?!\\w)");
    private static final Pattern CODE_WORDS = Pattern.compile("``(.+?)``(?!`)", Pattern.DOTALL);
    private static final Pattern REFERENCE = Pattern.compile("(?<![\\w`/.:_-])([A-Za-z][A-Za-z0-9]*(?:[-._][A-Za-z0-9]+)*)__?(?![\\w`])");
    private static final Pattern SUBSTITUTION = Pattern.compile("(?<![\\w|])\\|([^|\\n]{1,40})\\|_{0,2}(?![\\w|])");

    private final List<String> adornments = new ArrayList<>();
    private final Map<String, String> substitutions = new HashMap<>();
    private final Set<String> targets = new HashSet<>();
    private int level = 1;

    private RestructuredText() {}

    /** Null for a text that is none, by its name or, in a text file, by its markup. */
    static String of(String fileName, String text) {
        String ending = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        boolean named = ending.equals("rst") || ending.equals("rest");
        if (!named && !(ending.equals("txt") && MARKUP.matcher(text).results().limit(LEAST_MARKUP).count() == LEAST_MARKUP)) {
            return null;
        }
        var page = new RestructuredText();
        WORD_TARGET.matcher(text).results().forEach(target -> page.targets.add(target.group(1).toLowerCase(Locale.ROOT)));
        List<String> lines = text.replace("\r\n", "\n").lines().map(line -> line.replace("\t", "        ").stripTrailing()).toList();
        lines.stream().map(String::strip).filter(line -> line.startsWith(".. |")).forEach(line -> page.substitution(line.substring(3)));
        var read = new Parts();
        page.blocks(lines, read, true);
        return read.toString().replaceAll("\\n{3,}", "\n\n").strip() + "\n";
    }

    /** Lines as Markdown. */
    private static final class Parts {
        private final List<String> lines = new ArrayList<>();

        void add(String line) {
            lines.add(line);
        }

        void blank() {
            if (!lines.isEmpty() && !lines.getLast().isEmpty()) {
                lines.add("");
            }
        }

        /** What another holds, set in. @param first in front of its first line, as wide as {@code indent} */
        void addAll(Parts parts, String first, String indent) {
            int from = 0;
            while (from < parts.lines.size() && parts.lines.get(from).isEmpty()) {
                from++;
            }
            for (int i = from; i < parts.lines.size(); i++) {
                String line = parts.lines.get(i);
                lines.add(line.isEmpty() ? "" : (i == from ? first : indent) + line);
            }
        }

        @Override
        public String toString() {
            return String.join("\n", lines);
        }
    }

    private void substitution(String line) {
        Matcher directive = DIRECTIVE.matcher(line);
        if (directive.matches() && directive.group(1) != null && directive.group(2).equals("replace")) {
            substitutions.put(directive.group(1), directive.group(3) == null ? "" : directive.group(3));
        }
    }

    private void blocks(List<String> lines, Parts into, boolean top) {
        int at = 0;
        while (at < lines.size()) {
            if (lines.get(at).isEmpty()) {
                into.blank();
                at++;
            } else {
                at = block(lines, at, into, top);
            }
        }
    }

    /** @return the number of the line after what was read */
    private int block(List<String> lines, int at, Parts into, boolean top) {
        String line = lines.get(at);
        int indent = indent(line);
        Matcher explicit = EXPLICIT.matcher(line);
        if (explicit.matches()) {
            int end = endOfIndented(lines, at + 1, indent);
            explicit(explicit.group(2) == null ? "" : explicit.group(2), dedented(lines.subList(at + 1, end)), into);
            return end;
        }
        if (top && indent == 0) {
            int after = title(lines, at, into);
            if (after > at) {
                return after;
            }
        }
        if (line.strip().startsWith(">>>")) {
            int end = endOfParagraph(lines, at);
            fence("", dedented(lines.subList(at, end)), into);
            return end;
        }
        if (BORDER.matcher(line.strip()).matches()) {
            return simpleTable(lines, at, into);
        }
        if (GRID.matcher(line.strip()).matches()) {
            return gridTable(lines, at, into);
        }
        if (line.strip().startsWith("__ ")) {
            return at + 1;
        }
        Matcher field = FIELD.matcher(line.strip());
        if (field.matches()) {
            int end = endOfIndented(lines, at + 1, indent);
            field(field.group(1), join(field.group(2), dedented(lines.subList(at + 1, end))), into);
            return end;
        }
        Matcher bullet = BULLET.matcher(line);
        if (bullet.matches()) {
            int body = line.length() - bullet.group(4).length();
            int end = endOfIndented(lines, at + 1, indent);
            List<String> item = new ArrayList<>(List.of(bullet.group(4)));
            lines.subList(at + 1, end).forEach(next -> item.add(next.substring(Math.min(body, indent(next)))));
            var read = new Parts();
            blocks(item, read, false);
            String sign = bullet.group(2) == null ? "- " : (bullet.group(2).equals("#") ? "1" : bullet.group(2)) + ". ";
            into.addAll(read, sign, " ".repeat(sign.length()));
            return end;
        }
        return paragraph(lines, at, into, top);
    }

    private int paragraph(List<String> lines, int at, Parts into, boolean top) {
        int indent = indent(lines.get(at));
        int end = at;
        while (end < lines.size() && !lines.get(end).isEmpty() && indent(lines.get(end)) == indent && (end == at || !EXPLICIT.matcher(lines.get(end)).matches())
                && !(top && end > at && titleEnd(lines, end) > end)) {
            end++;
        }
        List<String> paragraph = new ArrayList<>(lines.subList(at, end).stream().map(String::strip).toList());
        if (end - at == 1 && end < lines.size() && !lines.get(end).isEmpty() && indent(lines.get(end)) > indent) {
            int body = endOfIndented(lines, end, indent);
            var meaning = new Parts();
            blocks(dedented(lines.subList(end, body)), meaning, false);
            into.add(inline(paragraph.getFirst()));
            into.addAll(meaning, ":   ", "    ");
            into.blank();
            return body;
        }
        Matcher literal = LITERAL.matcher(paragraph.getLast());
        int code = end;
        while (code < lines.size() && lines.get(code).isEmpty()) {
            code++;
        }
        if (literal.matches() && code < lines.size() && indent(lines.get(code)) > indent) {
            paragraph.set(paragraph.size() - 1, literal.group(1).isEmpty() ? "" : literal.group(1) + (literal.group(1).endsWith(":") ? "" : ":"));
            inline(String.join("\n", paragraph)).lines().filter(line -> !line.isBlank()).forEach(into::add);
            int after = endOfIndented(lines, code, indent);
            fence("", dedented(lines.subList(code, after)), into);
            return after;
        }
        inline(String.join("\n", paragraph)).lines().forEach(into::add);
        return Math.max(end, at + 1);
    }

    // --- titles

    /** @return the line after a title, or {@code at} where none stands */
    private int title(List<String> lines, int at, Parts into) {
        int end = titleEnd(lines, at);
        if (end > at) {
            boolean over = end - at == 3;
            String style = (over ? "over" : "") + lines.get(end - 1).charAt(0);
            if (!adornments.contains(style)) {
                adornments.add(style);
            }
            level = Math.min(6, adornments.indexOf(style) + 1);
            into.blank();
            into.add("#".repeat(level) + " " + inline(lines.get(end - 2).strip()));
            into.blank();
        }
        return end;
    }

    /** @return the line after a title, three lines further where a line stands above it, too; {@code at} where none stands */
    private static int titleEnd(List<String> lines, int at) {
        String line = lines.get(at);
        boolean over = ADORNMENT.matcher(line).matches() && at + 2 < lines.size() && !lines.get(at + 1).isBlank() && lines.get(at + 2).equals(line);
        boolean under = !over && at + 1 < lines.size() && ADORNMENT.matcher(lines.get(at + 1)).matches() && line.codePoints().anyMatch(Character::isLetterOrDigit)
                && lines.get(at + 1).length() >= Math.min(line.length(), 4) && !(at > 0 && BORDER.matcher(lines.get(at - 1)).matches());
        return over ? at + 3 : under ? at + 2 : at;
    }

    // --- explicit markup

    private void explicit(String markup, List<String> body, Parts into) {
        Matcher directive = DIRECTIVE.matcher(markup);
        if (markup.isEmpty() && !body.isEmpty() && DIRECTIVE.matcher(body.getFirst()).matches() || TARGET.matcher(markup).matches() && !directive.matches()) {
            return;
        }
        if (NOTE.matcher(markup).matches()) {
            into.blank();
            inline(String.join("\n", join(markup, body))).lines().forEach(into::add);
            return;
        }
        if (!directive.matches()) {
            return; // a comment
        }
        if (directive.group(1) == null) {
            directive(directive.group(2), directive.group(3) == null ? "" : directive.group(3), body, into);
        }
    }

    private void directive(String name, String argument, List<String> lines, Parts into) {
        int options = 0;
        while (options < lines.size() && FIELD.matcher(lines.get(options)).matches()) {
            options = endOfIndented(lines, options + 1, 0);
        }
        List<String> body = new ArrayList<>(lines.subList(options, lines.size()));
        into.blank();
        if (UNSEEN.contains(name)) {
            return;
        }
        if (CODE.contains(name)) {
            fence(name.equals("console") ? "console" : argument, trimmed(body), into);
        } else if (ADMONITIONS.containsKey(name)) {
            said("**" + ADMONITIONS.get(name) + ":** ", join(argument, lines), into);
        } else if (VERSIONS.containsKey(name)) {
            int space = argument.indexOf(' ');
            String version = VERSIONS.get(name) + (space < 0 ? argument : argument.substring(0, space)) + ".";
            said(version + " ", join(space < 0 ? "" : argument.substring(space + 1), lines), into);
        } else if (name.equals("list-table")) {
            listTable(trimmed(body), into);
        } else if (name.equals("csv-table")) {
            lines.stream().map(FIELD::matcher).filter(Matcher::matches).filter(field -> field.group(1).equals("header")).forEach(field -> into.add(field.group(2)));
            trimmed(body).forEach(into::add);
        } else if (SHOWN.contains(name)) {
            said("", name.equals("only") || name.equals("ifconfig") || name.equals("container") || name.endsWith("class") || name.equals("figure") ? body : join(argument, body), into);
        } else {
            described(name, argument, lines, into);
        }
        into.blank();
    }

    private void said(String before, List<String> body, Parts into) {
        var read = new Parts();
        blocks(trimmed(body), read, false);
        if (read.lines.isEmpty()) {
            if (!before.isBlank()) {
                into.add(before.strip());
            }
        } else if (read.lines.getFirst().startsWith("- ") || read.lines.getFirst().startsWith("```")) {
            into.add(before.strip());
            into.addAll(read, "", "");
        } else {
            into.addAll(read, before, "");
        }
    }

    /** A function, an option, a setting: what stands under it is about it. */
    private void described(String directive, String argument, List<String> lines, Parts into) {
        List<String> names = new ArrayList<>(argument.isBlank() ? List.of() : List.of(argument));
        int from = 0;
        while (!argument.isBlank() && from < Math.min(lines.size(), MOST_NAMES) && !lines.get(from).isEmpty() && !FIELD.matcher(lines.get(from)).matches() && !EXPLICIT.matcher(lines.get(from)).matches()) {
            names.add(lines.get(from++)); // several of one meaning, a line each
        }
        if (!names.isEmpty() && argument.length() <= 200 && !directive.contains("include")) {
            int before = level;
            level = Math.min(6, Math.max(level + 1, 2));
            into.add("#".repeat(level) + " `" + names.stream().map(name -> name.replace("\\", "").replace("`", "").strip()).collect(Collectors.joining("`, `")) + "`");
            into.blank();
            var read = new Parts();
            blocks(lines.subList(from, lines.size()), read, false);
            into.addAll(read, "", "");
            level = before;
        } else {
            said("", join(argument, lines), into);
        }
    }

    private void field(String name, List<String> value, Parts into) {
        if (Set.of("orphan", "noindex", "no-index", "nosearch", "tocdepth", "no-index-entry", "noindexentry", "canonical").contains(name)) {
            return;
        }
        String[] words = name.split("\\s+");
        String label = switch (words[0]) {
            case "param", "parameter", "arg", "argument", "key", "keyword", "kwarg" -> words.length < 2 ? "Parameter" : "`" + words[words.length - 1] + "`";
            case "raises", "raise", "except", "exception" -> "Raises" + (words.length < 2 ? "" : " `" + words[1] + "`");
            case "rtype" -> "Return type";
            default -> Character.toUpperCase(name.charAt(0)) + name.substring(1);
        };
        boolean item = label.startsWith("`") || label.startsWith("Raises");
        var read = new Parts();
        blocks(value, read, false);
        if (read.lines.isEmpty()) {
            into.add((item ? "- " : "") + label);
        } else {
            into.addAll(read, (item ? "- " : "") + label + ": ", item ? "  " : "");
        }
    }

    // --- tables and code

    private void fence(String language, List<String> code, Parts into) {
        if (code.stream().allMatch(String::isEmpty)) {
            return;
        }
        into.add("```" + language.strip());
        trimmed(code).forEach(into::add);
        into.add("```");
    }

    private int simpleTable(List<String> lines, int at, Parts into) {
        String border = lines.get(at);
        List<int[]> columns = new ArrayList<>();
        Matcher column = Pattern.compile("=+").matcher(border);
        while (column.find()) {
            columns.add(new int[] {column.start(), column.end()});
        }
        columns.getLast()[1] = Integer.MAX_VALUE;
        int end = at + 1;
        int borders = 1;
        for (; end < lines.size() && borders < 3; end++) {
            boolean isBorder = BORDER.matcher(lines.get(end).strip()).matches();
            borders += isBorder ? 1 : 0;
            if (isBorder && (end + 1 >= lines.size() || lines.get(end + 1).isEmpty())) {
                end++;
                break;
            }
        }
        List<List<StringBuilder>> rows = new ArrayList<>();
        for (String line : lines.subList(at + 1, end)) {
            if (line.isEmpty() || BORDER.matcher(line.strip()).matches() || line.strip().matches("-{2,}(?: +-{2,})*")) {
                continue;
            }
            List<String> cells = columns.stream().map(c -> c[0] >= line.length() ? "" : line.substring(c[0], Math.min(c[1], line.length())).strip()).toList();
            if (rows.isEmpty() || !cells.getFirst().isEmpty()) {
                rows.add(cells.stream().map(StringBuilder::new).toList());
            } else {
                IntStream.range(0, cells.size()).filter(c -> !cells.get(c).isEmpty()).forEach(c -> rows.getLast().get(c).append(' ').append(cells.get(c)));
            }
        }
        rows(rows.stream().map(row -> row.stream().map(StringBuilder::toString).toList()).toList(), into);
        return end;
    }

    private int gridTable(List<String> lines, int at, Parts into) {
        int end = at;
        List<List<String>> rows = new ArrayList<>();
        List<String> open = new ArrayList<>();
        for (; end < lines.size() && (lines.get(end).strip().startsWith("+") || lines.get(end).strip().startsWith("|")); end++) {
            String line = lines.get(end).strip();
            if (line.startsWith("+")) {
                if (!open.isEmpty()) {
                    rows.add(List.copyOf(open));
                    open.clear();
                }
                continue;
            }
            String[] cells = line.substring(1).split("\\|");
            for (int c = 0; c < cells.length; c++) {
                if (c < open.size()) {
                    open.set(c, (open.get(c) + " " + cells[c].strip()).strip());
                } else {
                    open.add(cells[c].strip());
                }
            }
        }
        rows(rows, into);
        return Math.max(end, at + 1);
    }

    /** Items of which each holds the cells of a row as items. */
    private void listTable(List<String> body, Parts into) {
        List<List<String>> rows = new ArrayList<>();
        for (String line : body) {
            Matcher row = LIST_ROW.matcher(line);
            Matcher cell = LIST_CELL.matcher(line);
            if (row.matches()) {
                rows.add(new ArrayList<>(List.of(row.group(1) == null ? "" : row.group(1))));
            } else if (!rows.isEmpty() && cell.matches()) {
                rows.getLast().add(cell.group(1) == null ? "" : cell.group(1));
            } else if (!rows.isEmpty() && !line.isBlank()) {
                List<String> cells = rows.getLast();
                cells.set(cells.size() - 1, (cells.getLast() + " " + line.strip()).strip());
            }
        }
        rows(rows, into);
    }

    private void rows(List<List<String>> rows, Parts into) {
        into.blank();
        for (int r = 0; r < rows.size(); r++) {
            into.add("| " + rows.get(r).stream().map(cell -> inline(cell).replace("\n", " ").replace("|", "\\|")).collect(Collectors.joining(" | ")) + " |");
            if (r == 0) {
                into.add("|" + " --- |".repeat(rows.getFirst().size()));
            }
        }
        into.blank();
    }

    // --- words

    private String inline(String text) {
        String read = SUBSTITUTION.matcher(text).replaceAll(found -> Matcher.quoteReplacement(substitutions.getOrDefault(found.group(1), found.group())));
        read = ROLE.matcher(read).replaceAll(found -> Matcher.quoteReplacement(role(found.group(1), found.group(2))));
        read = LINK.matcher(read).replaceAll(found -> Matcher.quoteReplacement(found.group(2) == null ? found.group(1) : found.group(1).isBlank() ? found.group(2) : "[" + found.group(1) + "](" + found.group(2).strip() + ")"));
        read = CODE_WORDS.matcher(read).replaceAll(found -> Matcher.quoteReplacement("`" + found.group(1) + "`"));
        read = REFERENCE.matcher(read).replaceAll(found -> Matcher.quoteReplacement(targets.contains(found.group(1).toLowerCase(Locale.ROOT)) ? found.group(1) : found.group()));
        return read.replaceAll("\\\\[ \\n]", "");
    }

    private static String role(String role, String said) {
        String last = role.substring(role.lastIndexOf(':') + 1);
        Matcher titled = TITLED.matcher(said);
        String shown = titled.matches() ? titled.group(1) : said.startsWith("!") ? said.substring(1) : said.startsWith("~") ? said.substring(said.lastIndexOf('.') + 1) : said;
        shown = shown.replaceAll("\\s*\\n\\s*", " ");
        return switch (last) {
            case "pep" -> "PEP " + shown;
            case "rfc" -> "RFC " + shown;
            case "doc" -> titled.matches() ? shown : shown.substring(shown.lastIndexOf('/') + 1);
            case "ref" -> titled.matches() ? shown : shown.replaceAll("[-_]", " ");
            default -> PROSE.contains(last) || titled.matches() && shown.indexOf(' ') >= 0 ? shown : "`" + shown.replace("`", "") + "`";
        };
    }

    // --- lines

    private static int indent(String line) {
        int indent = 0;
        while (indent < line.length() && line.charAt(indent) == ' ') {
            indent++;
        }
        return indent;
    }

    private static int endOfIndented(List<String> lines, int from, int indent) {
        int end = from;
        for (int k = from; k < lines.size() && (lines.get(k).isEmpty() || indent(lines.get(k)) > indent); k++) {
            end = lines.get(k).isEmpty() ? end : k + 1;
        }
        return end;
    }

    private static int endOfParagraph(List<String> lines, int from) {
        return IntStream.range(from, lines.size()).filter(k -> lines.get(k).isEmpty()).findFirst().orElse(lines.size());
    }

    private static List<String> dedented(List<String> lines) {
        int indent = lines.stream().filter(line -> !line.isEmpty()).mapToInt(RestructuredText::indent).min().orElse(0);
        return lines.stream().map(line -> line.isEmpty() ? "" : line.substring(indent)).toList();
    }

    private static List<String> trimmed(List<String> lines) {
        int from = 0;
        int to = lines.size();
        while (from < to && lines.get(from).isEmpty()) {
            from++;
        }
        while (to > from && lines.get(to - 1).isEmpty()) {
            to--;
        }
        return dedented(lines.subList(from, to));
    }

    private static List<String> join(String first, List<String> rest) {
        List<String> all = new ArrayList<>(first == null || first.isBlank() ? List.of() : List.of(first));
        all.addAll(rest);
        return all;
    }
}
