package palimpsest.memory.pack.statute;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import palimpsest.memory.pack.law.ChineseNumber;
import palimpsest.memory.pack.statute.Statute.StatuteArticle;

/**
 * Reads a law from Markdown or plain text: the first heading or line is its name; articles begin with {@code 第…条}, Article, Section or §, whether as headings or
 * not. What stands before the first article and under headings without articles (how it was passed, annexes) is left out. For one file.
 */
final class StatuteText {

    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final Pattern MARKS = Pattern.compile("^\\s*(?:>\\s*)*(#{1,6}\\s+)?(\\*\\*|__)?");
    private static final Pattern CHINESE = Pattern.compile("^第\\s*([" + ChineseNumber.DIGITS + "\\s]{1,12}?)\\s*条(?:\\s*之\\s*([" + ChineseNumber.DIGITS + "]{1,3}))?([\\s\u3000:：]*)(?:【([^】]{1,60})】)?\\s*(.*)$");
    private static final Pattern ENGLISH = Pattern.compile("^(?:article|art\\.|section|sec\\.|rule|§{1,2})\\s*(\\d+[a-z]?(?:[.\\-]\\d+[a-z]?)*)(?![\\p{L}\\p{N}])\\s*[.:–—-]?\\s*(.*)$", Pattern.CASE_INSENSITIVE);
    private static final Pattern DIVISION = Pattern.compile("^(?:第\\s*[" + ChineseNumber.DIGITS + "]{1,6}\\s*(?:编|分编|章|节)|(?:part|title|book|chapter|division)\\s+[\\divxlc]+\\b|附\\s*则\\s*$).*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern ANNEX = Pattern.compile("^(?:附[件录表]|annex|schedule|appendix)(?![\\p{Ll}]).*|^[①②③④⑤]\\s.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern ITEM = Pattern.compile("^(?:[(（][" + ChineseNumber.DIGITS + "]{1,4}[)）]|[(（][a-z]{1,3}[)）]|[-*•]\\s).*");
    private static final Pattern ENDS = Pattern.compile(".*[。；：:;.!?！？”」]$");
    private static final Pattern FRONT = Pattern.compile("^([a-z_]{2,20}):\\s*(.+)$");
    private static final Pattern NOT_A_BEGINNING = Pattern.compile("^(?:第|的|规定|所|、|和|至|或|及|，|中).*");

    private final String file;
    private final List<String> problems;
    private final List<StatuteArticle> articles = new ArrayList<>();
    private final Set<String> numbers = new HashSet<>();
    private final List<String> aliases = new ArrayList<>();
    private String name;
    private LocalDate from;
    private LocalDate to;
    private String division = "";
    private Open open;
    private boolean annex;

    /** The article that is being read. */
    private static final class Open {
        private final String number;
        private final String title;
        private final int line;
        private final List<String> paragraphs = new ArrayList<>();
        private boolean broken = true;

        Open(String number, String title, int line) {
            this.number = number;
            this.title = title;
            this.line = line;
        }
    }

    private StatuteText(String file, List<String> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** @param problems added to, each with file and line */
    static Statute read(String file, String text, List<String> problems) {
        return new StatuteText(file, problems).read(text);
    }

    private Statute read(String text) {
        // A comment keeps its lines, so that those after it keep their numbers.
        String plain = COMMENT.matcher(text.startsWith("\uFEFF") ? text.substring(1) : text).replaceAll(found -> "\n".repeat((int) found.group().chars().filter(c -> c == '\n').count()));
        List<String> lines = plain.lines().toList();
        int start = front(lines);
        var preamble = new StringBuilder();
        for (int i = start; i < lines.size(); i++) {
            line(lines.get(i), i + 1, preamble);
        }
        close();
        if (from == null) {
            from = EffectiveDate.in(preamble + "\n" + (articles.isEmpty() ? "" : lastWithDate()));
        }
        if (name == null) {
            problems.add(file + ":1: has no heading with the law's name. Put one in the first line, such as \"# Lantern Code\".");
        } else if (articles.isEmpty()) {
            problems.add(file + ":1: no article was found. An article begins with \"Article 1\", \"Section 1\", \"§ 1\" or 第一条 at the beginning of a line.");
        }
        return new Statute(file, name == null ? "" : name, aliases, from, to, articles);
    }

    private String lastWithDate() {
        return articles.reversed().stream().map(StatuteArticle::text).filter(each -> EffectiveDate.in(each) != null).findFirst().orElse("");
    }

    /** Keys between two lines of three dashes; gives the first line after them. */
    private int front(List<String> lines) {
        if (lines.isEmpty() || !lines.getFirst().strip().equals("---")) {
            return 0;
        }
        Map<String, Integer> known = new LinkedHashMap<>();
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            Matcher key = FRONT.matcher(line);
            if (line.equals("---")) {
                return i + 1;
            }
            if (key.matches()) {
                known.put(key.group(1), i + 1);
                String value = key.group(2).strip().replaceAll("^[\"']|[\"']$", "");
                switch (key.group(1)) {
                    case "name", "title" -> name = value;
                    case "aliases", "alias" -> List.of(value.replaceAll("[\\[\\]\"']", "").split("\\s*[,，、]\\s*")).stream().filter(each -> !each.isBlank()).forEach(aliases::add);
                    case "from", "valid_from" -> from = EffectiveDate.iso(value, file, i + 1, problems);
                    case "to", "valid_to" -> to = EffectiveDate.iso(value, file, i + 1, problems);
                    default -> { }
                }
            }
        }
        problems.add(file + ":1: what begins with --- has no second line of --- that ends it.");
        return 0;
    }

    private void line(String raw, int number, StringBuilder preamble) {
        Matcher marks = MARKS.matcher(raw);
        marks.find();
        boolean heading = marks.group(1) != null;
        boolean bold = marks.group(2) != null;
        String line = raw.substring(marks.end()).replace("**", "").replace("__", "").replace('\u3000', ' ').strip();
        if (line.isEmpty()) {
            if (open != null) {
                open.broken = true;
            }
            return;
        }
        if (name == null && !begins(line, heading || bold)) {
            name = line.replaceAll("\\s+", line.codePoints().anyMatch(Character::isIdeographic) ? "" : " ").replaceAll("^《|》$", "");
        } else if (begins(line, heading || bold)) {
            begin(line, heading || bold, number);
        } else if (ANNEX.matcher(line).matches()) {
            close();
            annex = true;
        } else if (heading || open != null && DIVISION.matcher(line).matches() && line.length() < 60 && !ENDS.matcher(line).matches()) {
            close();
            annex = false;
            division = line.replaceAll("\\s+", " ");
        } else if (open != null) {
            add(line);
        } else if (!annex && articles.isEmpty()) {
            preamble.append(line).append('\n');
        }
    }

    private boolean begins(String line, boolean marked) {
        Matcher chinese = CHINESE.matcher(line);
        if (chinese.matches()) {
            String rest = chinese.group(5);
            boolean apart = !chinese.group(3).isEmpty() || chinese.group(4) != null || rest.isEmpty();
            return apart || marked || !NOT_A_BEGINNING.matcher(rest).matches() && follows(number(chinese));
        }
        Matcher english = ENGLISH.matcher(line);
        return english.matches() && (marked || english.group(2).isEmpty() || !Character.isLowerCase(english.group(2).codePointAt(0)) && !english.group(2).startsWith("("));
    }

    private boolean follows(String number) {
        String last = open != null ? open.number : articles.isEmpty() ? "0" : articles.getLast().number();
        return number.matches("\\d+") && Integer.parseInt(number) == Integer.parseInt(last.replaceAll("\\D.*", "")) + 1;
    }

    private static String number(Matcher chinese) {
        String number = String.valueOf(ChineseNumber.parse(chinese.group(1).replaceAll("\\s", "")));
        return chinese.group(2) == null ? number : number + "-" + ChineseNumber.parse(chinese.group(2));
    }

    private void begin(String line, boolean marked, int at) {
        close();
        annex = false;
        Matcher chinese = CHINESE.matcher(line);
        Matcher english = ENGLISH.matcher(line);
        String title = division.isEmpty() ? name : division;
        String rest;
        String number;
        if (chinese.matches()) {
            number = number(chinese);
            title = chinese.group(4) != null ? chinese.group(4).strip() : title;
            rest = chinese.group(5).strip();
        } else {
            english.matches();
            number = english.group(1).toLowerCase(Locale.ROOT);
            rest = english.group(2).strip();
            if (!rest.isEmpty() && rest.length() < 120 && !rest.endsWith(".") && (marked || !ENDS.matcher(rest).matches())) {
                title = rest;
                rest = "";
            }
        }
        if (!numbers.add(number)) {
            problems.add(file + ":" + at + ": article " + number + " is there already. The second one is left out.");
            annex = true;
            return;
        }
        open = new Open(number, title, at);
        if (!rest.isEmpty()) {
            add(rest);
        }
    }

    /** A line goes on with the paragraph before it only where that is not at its end. */
    private void add(String line) {
        boolean item = ITEM.matcher(line).matches();
        int last = open.paragraphs.size() - 1;
        if (last >= 0 && item) {
            open.paragraphs.set(last, open.paragraphs.get(last) + "\n" + line);
        } else if (last >= 0 && !open.broken && !ENDS.matcher(open.paragraphs.get(last)).matches()) {
            String between = line.codePointAt(0) < 0x2e80 ? " " : "";
            open.paragraphs.set(last, open.paragraphs.get(last) + between + line);
        } else {
            open.paragraphs.add(line);
        }
        open.broken = false;
    }

    private void close() {
        if (open == null) {
            return;
        }
        if (open.paragraphs.isEmpty()) {
            problems.add(file + ":" + open.line + ": article " + open.number + " has no text. It is left out.");
        } else {
            articles.add(new StatuteArticle(open.number, open.title, List.copyOf(open.paragraphs), open.line));
        }
        open = null;
    }
}
