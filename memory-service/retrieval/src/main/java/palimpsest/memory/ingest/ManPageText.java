package palimpsest.memory.ingest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import palimpsest.memory.ingest.RoffLine.Argument;

/**
 * The source of a manual page (roff with the macros man(7) or mdoc(7)) as Markdown: headings, options with what they mean, items, code. Macros that change nothing but
 * the looks, conditions and definitions of macros are left out.
 */
final class ManPageText {

    private static final Pattern MAN = Pattern.compile("(?m)^\\.TH\\h+\\S");
    private static final Pattern MDOC = Pattern.compile("(?m)^\\.D[dt]\\b");
    private static final Pattern SECTION = Pattern.compile("(?m)^\\.\\h*S[Hh]\\h+\\S");
    private static final Pattern ENDS_SENTENCE = Pattern.compile(".*[.!?:]");
    private static final Pattern NUMBER = Pattern.compile("\\(?\\d{1,3}[.):]?");
    private static final Set<String> BULLETS = Set.of("•", "*", "-", "o", "·", "–", "—");
    private static final Set<String> FONTS = Set.of("B", "I", "R", "SB", "SM");
    private static final Set<String> ALTERNATING = Set.of("BR", "RB", "BI", "IB", "IR", "RI");
    private static final int LONGEST_TERM = 160;

    private final MarkdownBlocks blocks = new MarkdownBlocks();
    private final boolean mdoc;
    /** Of mdoc, and of man without its macros. */
    private final MdocWords words = new MdocWords();
    private final Deque<String> lists = new ArrayDeque<>();
    private final Deque<Boolean> openItems = new ArrayDeque<>();
    private final Deque<SetIn> setIn = new ArrayDeque<>();
    private List<String> code;
    private String section = "";
    private boolean termNext;
    private boolean itemOpen;
    private boolean headGoesOn;
    private int numbered;

    /** A part that is set in: how many items are open before it, and for what stands in it. */
    private record SetIn(int before, int within) {}

    private ManPageText(boolean mdoc) {
        this.mdoc = mdoc;
    }

    /** Null for a text that is none. */
    static String of(String text) {
        boolean mdoc = MDOC.matcher(text).find();
        if (!text.stripLeading().startsWith(".") && !text.startsWith("'\\\"") || !mdoc && !MAN.matcher(text).find() || !SECTION.matcher(text).find()) {
            return null;
        }
        var page = new ManPageText(mdoc);
        List<String> lines = text.lines().toList();
        int at = 0;
        while (at < lines.size()) {
            at = page.read(lines, at);
        }
        page.endParagraph();
        page.closeItems(0);
        return page.blocks.toString();
    }

    /** @return the number of the line after what was read */
    private int read(List<String> lines, int at) {
        StringBuilder joined = new StringBuilder(lines.get(at));
        int next = at + 1;
        while (joined.toString().endsWith("\\") && !joined.toString().endsWith("\\\\") && next < lines.size()) {
            joined.setLength(joined.length() - 1);
            joined.append(lines.get(next++));
        }
        String line = joined.toString();
        RoffLine request = RoffLine.of(line.startsWith(". ") || line.startsWith(".\t") ? "." + line.substring(1).strip() : line);
        if (request == null) {
            text(RoffLine.read(line));
            return next;
        }
        switch (request.macro()) {
            case "de", "de1", "am", "ig" -> {
                String end = request.macro().equals("ig") || request.argument(1).isEmpty() ? ".." : "." + request.argument(1);
                return IntStream.range(next, lines.size()).filter(k -> lines.get(k).strip().equals(end)).findFirst().orElse(lines.size() - 1) + 1;
            }
            case "if", "ie", "el", "while" -> {
                return afterCondition(lines, at, next);
            }
            case "TS" -> {
                return table(lines, next);
            }
            default -> {
                if (mdoc) {
                    mdoc(request);
                } else {
                    man(request);
                }
            }
        }
        return next;
    }

    private static int afterCondition(List<String> lines, int at, int next) {
        int open = 0;
        for (int k = at; k < lines.size(); k++) {
            String line = lines.get(k);
            open += count(line, "\\{") - count(line, "\\}");
            if (open <= 0) {
                return Math.max(k + 1, next);
            }
        }
        return lines.size();
    }

    private static int count(String line, String part) {
        int count = 0;
        for (int at = line.indexOf(part); at >= 0; at = line.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    /** The rows of a table of tbl(1), with tabs between cells. */
    private int table(List<String> lines, int from) {
        endParagraph();
        int end = IntStream.range(from, lines.size()).filter(k -> lines.get(k).startsWith(".TE")).findFirst().orElse(lines.size());
        int format = IntStream.range(from, end).filter(k -> lines.get(k).strip().endsWith(".")).findFirst().orElse(end);
        var rows = new StringBuilder();
        boolean within = false;
        for (String line : lines.subList(Math.min(end, format + 1), end)) {
            if (RoffLine.isRequest(line) || line.matches("[_=]+")) {
                continue;
            }
            boolean goesOn = within;
            within = line.endsWith("T{") || within && !line.startsWith("T}");
            String cells = RoffLine.read(line.startsWith("T}") ? line.substring(2) : line.endsWith("T{") ? line.substring(0, line.length() - 2) : line);
            rows.append(rows.isEmpty() || rows.charAt(rows.length() - 1) == '\t' || cells.startsWith("\t") ? "" : goesOn ? " " : "\n").append(cells);
        }
        blocks.paragraph(rows.toString());
        return Math.min(lines.size(), end + 1);
    }

    private void text(String line) {
        if (code != null) {
            code.add(line);
        } else if (line.isBlank()) {
            endParagraph();
        } else if (termNext) {
            term(line);
        } else {
            words.add(line.strip());
        }
    }

    private void term(String term) {
        termNext = false;
        blocks.term(term);
    }

    private void endParagraph() {
        if (!words.isEmpty()) {
            blocks.paragraph(words.take());
        }
    }

    private void heading(int level, String heading) {
        endCode();
        endParagraph();
        closeItems(0);
        setIn.clear();
        termNext = false;
        section = level == 2 ? heading : section;
        blocks.heading(level, heading);
    }

    private void closeItems(int depth) {
        while (blocks.depth() > depth) {
            blocks.close();
        }
        itemOpen = depth > 0 && itemOpen;
    }

    private void endCode() {
        if (code != null) {
            blocks.code(code);
            code = null;
        }
    }

    private void beginCode() {
        endParagraph();
        code = new ArrayList<>();
    }

    // --- man(7)

    private void man(RoffLine line) {
        String macro = line.macro();
        if (FONTS.contains(macro) || ALTERNATING.contains(macro)) {
            String said = ALTERNATING.contains(macro) ? line.arguments().stream().map(Argument::text).collect(Collectors.joining()) : line.text();
            text(said);
            return;
        }
        switch (macro) {
            case "TH" -> blocks.heading(1, line.argument(0) + (line.argument(1).isEmpty() ? "" : "(" + line.argument(1) + ")"));
            case "SH" -> heading(2, line.text());
            case "SS" -> heading(3, line.text());
            case "PP", "P", "LP", "HP" -> newParagraph();
            case "TP" -> {
                beginItem();
                termNext = true;
            }
            case "TQ" -> {
                endParagraph();
                termNext = true;
            }
            case "IP" -> item(line.argument(0));
            case "RS" -> {
                int before = blocks.depth();
                indented();
                setIn.push(new SetIn(before, blocks.depth()));
            }
            case "RE" -> {
                endCode();
                endParagraph();
                closeItems(setIn.isEmpty() ? 0 : setIn.pop().before);
                itemOpen = blocks.depth() > base();
            }
            case "nf", "EX", "DS" -> beginCode();
            case "fi", "EE", "DE" -> endCode();
            case "sp" -> endParagraphOutsideOfCode();
            case "UR", "MT" -> words.add(line.argument(0));
            case "OP" -> words.add("[" + line.text() + "]");
            case "SY" -> {
                endParagraph();
                words.add(line.text());
            }
            default -> { }
        }
    }

    private int base() {
        return setIn.isEmpty() ? 0 : setIn.peek().within;
    }

    private void newParagraph() {
        endCode();
        endParagraph();
        closeItems(base());
        itemOpen = false;
        termNext = false;
    }

    private void endParagraphOutsideOfCode() {
        if (code != null) {
            code.add("");
        } else {
            endParagraph();
        }
    }

    private void beginItem() {
        endCode();
        endParagraph();
        if (itemOpen && !blocks.awaitsMeaning()) {
            closeItems(base());
        }
        itemOpen = true;
    }

    private void item(String sign) {
        if (sign.isBlank()) {
            endCode();
            endParagraph();
            return;
        }
        beginItem();
        if (BULLETS.contains(sign.strip())) {
            blocks.item("-");
        } else if (NUMBER.matcher(sign.strip()).matches()) {
            blocks.item(sign.replaceAll("\\D", "") + ".");
        } else {
            blocks.term(sign);
        }
    }

    /** DocBook writes an option as a short paragraph, and what it means indented. */
    private void indented() {
        endCode();
        String said = words.take();
        boolean names = !said.isEmpty() && said.length() <= LONGEST_TERM && !ENDS_SENTENCE.matcher(said).matches();
        if (names) {
            blocks.term(said);
        } else {
            blocks.paragraph(said);
        }
    }

    // --- mdoc(7)

    private void mdoc(RoffLine line) {
        if (headGoesOn) {
            boolean ends = line.macro().equals("Xc") || line.arguments().stream().anyMatch(argument -> argument.text().equals("Xc"));
            words.line(line);
            if (ends) {
                headGoesOn = false;
                blocks.term(words.take());
            }
            return;
        }
        if (MdocWords.isInline(line.macro())) {
            if (line.macro().equals("Nm") && section.equals("SYNOPSIS") && !line.arguments().isEmpty()) {
                endParagraph();
            }
            words.line(line);
            if (code != null) {
                code.add(words.take());
            }
            return;
        }
        switch (line.macro()) {
            case "Dt" -> blocks.heading(1, line.argument(0) + (line.argument(1).isEmpty() ? "" : "(" + line.argument(1) + ")"));
            case "Sh", "Ss" -> {
                endCode();
                endParagraph();
                heading(line.macro().equals("Sh") ? 2 : 3, inline(line));
            }
            case "Pp", "Lp" -> endParagraphOutsideOfCode();
            case "Bl" -> {
                endParagraph();
                lists.push(line.argument(0));
                openItems.push(false);
                numbered = 0;
            }
            case "It" -> listItem(line);
            case "El" -> {
                endCode();
                endParagraph();
                if (!lists.isEmpty()) {
                    lists.pop();
                    if (openItems.pop()) {
                        blocks.close();
                    }
                }
            }
            case "Bd" -> {
                endParagraph();
                if (line.arguments().stream().anyMatch(argument -> argument.text().equals("-literal") || argument.text().equals("-unfilled"))) {
                    beginCode();
                }
            }
            case "Ed" -> endCode();
            case "Dl", "D1" -> {
                endParagraph();
                blocks.code(List.of(inline(line)));
            }
            default -> { }
        }
    }

    private String inline(RoffLine line) {
        words.words(line.arguments());
        return words.take();
    }

    private void listItem(RoffLine line) {
        endCode();
        endParagraph();
        String type = lists.isEmpty() ? "-tag" : lists.peek();
        boolean unmeant = blocks.awaitsMeaning();
        if (!openItems.isEmpty() && openItems.peek() && !unmeant) {
            blocks.close();
        }
        if (!openItems.isEmpty() && !type.equals("-column")) {
            openItems.pop();
            openItems.push(true);
        }
        switch (type) {
            case "-bullet", "-dash", "-hyphen", "-item" -> blocks.item("-");
            case "-enum" -> blocks.item(++numbered + ".");
            case "-column" -> blocks.paragraph(inline(line));
            default -> {
                words.words(line.arguments());
                headGoesOn = line.arguments().stream().anyMatch(argument -> argument.text().equals("Xo") && !argument.literal());
                if (!headGoesOn) {
                    blocks.term(words.take());
                }
            }
        }
    }
}
