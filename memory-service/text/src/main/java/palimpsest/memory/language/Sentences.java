package palimpsest.memory.language;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits text into sentences. A turn of a dialogue ({@code Name: text} on a line of its own) stays whole, a heading or
 * a list item is a sentence, and lines that were only wrapped at a width are joined.
 */
public final class Sentences {

    /** A dialogue turn above this many characters is split like prose. */
    private static final int LONGEST_TURN = 700;
    /** Text without sentence ends (tables, dumps) is cut at white space near this many characters. */
    private static final int LONGEST_SENTENCE = 600;
    /** A line at least this long that ends without punctuation was probably wrapped. */
    private static final int WRAPPED_LINE = 45;

    private static final Pattern TURN = Pattern.compile("\\p{Lu}[\\p{L}\\p{M}\\p{N}.'’_-]*(?: [\\p{L}\\p{N}(][\\p{L}\\p{M}\\p{N}.'’()_-]*){0,3}: \\S.*",
            Pattern.DOTALL);
    /** The marks in front of a line that is quoted. */
    private static final Pattern QUOTED = Pattern.compile("(?:> ?)+");
    private static final Pattern BLOCK_START = Pattern.compile("(?:#{1,6} |[-*+•–] |\\d{1,3}[.)] |>|\\||=|\\[).*", Pattern.DOTALL);
    /** A line that stands for itself: of a log, of JSON, the name of a document before its text. */
    private static final Pattern RECORD = Pattern.compile("(?:\\{|=== .* ===$|\\[?\\d{4}-\\d\\d-\\d\\d[T ,]|\\[?\\d\\d:\\d\\d(?::\\d\\d)?\\b|\\[?\\d{1,2}[./]\\d{1,2}[./]\\d{2,4},? \\d|(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\\b).*",
            Pattern.DOTALL);
    private static final Pattern WHOLE_RECORD = Pattern.compile("\\{.*}[,;]?|\\[.*][,;]?|=== .* ===", Pattern.DOTALL);
    /** A line of a log: what it says may hold ends of sentences. */
    private static final Pattern LOG = Pattern.compile("\\[?\\d{4}-\\d\\d-\\d\\d[T ,]\\h?\\d\\d:\\d\\d\\V*");
    private static final Pattern FENCE = Pattern.compile("```|~~~|#\\+(?i:begin|end)_");
    /** A heading in Markdown and reStructuredText may be a line with such a line under it. */
    private static final Pattern UNDERLINE = Pattern.compile("([-=~^\"'*+#.:_])\\1{2,}");
    /** What a term means, on the line under it, as Markdown Extra and Pandoc write it. */
    private static final Pattern DEFINITION = Pattern.compile(":[ \\t]+\\S");
    private static final Pattern OF_MAIL = Pattern.compile("(?:To|Cc|Date|Sent|Subject): \\S");
    /** A line that ends so goes on in the next one. */
    private static final Pattern GOES_ON = Pattern.compile("(?iU).*\\s(?:in|of|the|a|an|and|or|to|at|by|for|with|from|on|as|is|was|were|are|that|which|der|die|das|den|dem|des|und|oder|von|zu|im|am|mit|für|auf|le|la|les|du|des|et|ou|à|de|el|los|las|y|o|en|con|por)|.*,", Pattern.DOTALL);
    /** A row of a table or a record up to this many characters is not divided. */
    private static final int LONGEST_ROW = 2_000;
    /** The same for scripts whose sentences end with nothing but a space. */
    private static final int LONGEST_UNMARKED = 300;
    private static final Pattern UNMARKED = Pattern.compile("[\\p{IsThai}\\p{IsLao}\\p{IsKhmer}]");

    private static final Pattern SENTENCE_END = Pattern.compile(".*[.!?…。！？:;][\"'”’»)\\]]*", Pattern.DOTALL);
    private static final Pattern ABBREVIATION = Pattern.compile(
            "(?:.*[\\s(\"'])?(?:Mrs?|Ms|Dr|Prof|St|Sr|Jr|Rev|Hon|Capt|Col|Gen|Lt|Sgt|Mt|No|Nos|Nr|Fig|vs|cf|e\\.g|i\\.e|z\\.B|d\\.h|bzw|ca|approx|Inc|Ltd|Co|Vol|pp?|Mio|Mrd|Tsd|Jh|Jhd|Chr|Hl|Abb|Abs|geb|gest|sog|vgl|inkl|bspw|Sra?|Dra|EE|Mme|Mlle|av|apr|млн|млрд|тыс|им|\\p{Lu}|[a-z]|\\p{IsArabic})\\.\\s*",
            Pattern.DOTALL);
    /** German writes "8. Februar" and "19. Jahrhundert", with a full stop and a capital. */
    private static final Pattern ORDINAL = Pattern.compile("(?:.*[\\s(/–-])?\\d{1,2}\\.\\s*", Pattern.DOTALL);
    private static final Pattern COUNTED = Pattern.compile("(?:Jan(?:uar)?|Jänner|Feb(?:ruar)?|März|Apr(?:il)?|Mai|Juni?|Juli?|Aug(?:ust)?|Sept?(?:ember)?|Okt(?:ober)?|Nov(?:ember)?|Dez(?:ember)?|Jahrhundert|Jahrtausend|Jh|Quartal|"
            + "Lebensjahr|Jahrestag|Geburtstag|Weltkrieg|Bezirk|Klasse|Platz|Kapitel|Armee|Staffel)\\p{L}{0,3}(?:\\P{L}.*)?", Pattern.DOTALL);

    /** What stands in front of the first sentence of a line, and belongs to it: the number of an item, a heading, an article. */
    private static final Pattern NUMBER_IN_FRONT = Pattern.compile(
            "[\\s>*+#-]*(?:(?:\\p{Lu}\\p{L}{1,12}|§{1,2})\\h+)?(?:\\d{1,4}(?:\\.\\d{1,3}){0,4}\\p{Ll}?|[ivxlc]{1,6}|[IVXLC]{2,6})\\.\\s*");
    /** The number of a list's item; one letter may be the first of a name. */
    private static final Pattern ITEM_NUMBER = Pattern.compile("[\\s>*+-]*(?:\\d{1,3}[.)]|(?:[ivxlc]{2,6}|[IVXLC]{2,6})[.)])\\s+(?=\\S)");

    private static final int LONGEST_CODE = 80;

    /** Twice the longest abbreviation with what stands before it. */
    private static final int LONGEST_ENDING = 20;

    private Sentences() {}

    /** The sentences of {@code text} in order; they do not overlap, and only white space stands between them. */
    public static List<Sentence> of(String text) {
        List<Sentence> sentences = new ArrayList<>();
        Map<Integer, TableRow> rows = new HashMap<>();
        TableRow.of(text).forEach(row -> rows.put(row.start(), row));
        for (Span block : blocks(text, rows)) {
            String line = text.substring(block.start, block.end);
            boolean whole = rows.containsKey(block.start) || WHOLE_RECORD.matcher(line).matches();
            if (whole && line.length() <= LONGEST_ROW || line.length() <= LONGEST_TURN && (isTurn(line) || LOG.matcher(line).matches())) {
                sentences.add(new Sentence(block.start, block.end, text.substring(block.start, block.end)));
            } else {
                prose(text, block, sentences);
            }
        }
        return sentences;
    }

    /** The same without the number of a list's item in front of it, which tells nothing of what the item says. */
    public static Sentence withoutItemNumber(Sentence sentence) {
        var number = ITEM_NUMBER.matcher(sentence.text());
        if (!number.lookingAt() || COUNTED.matcher(sentence.text().substring(number.end())).matches()) {
            return sentence;
        }
        return new Sentence(sentence.start() + number.end(), sentence.end(), sentence.text().substring(number.end()));
    }

    /** Whether {@code line} is a turn of a dialogue: a speaker's name, a colon, a space, what was said. */
    public static boolean isTurn(String line) {
        return TURN.matcher(line).matches();
    }

    /** Whether a sentence is a record by itself: an object of JSON, a line of a log. */
    public static boolean isRecord(String sentence) {
        return sentence.startsWith("{") && WHOLE_RECORD.matcher(sentence).matches() || LOG.matcher(sentence).matches();
    }

    /** Runs of lines that belong together: a paragraph, a wrapped line, a turn, a heading. */
    private static List<Span> blocks(String text, Map<Integer, TableRow> rows) {
        List<Span> blocks = new ArrayList<>();
        int open = -1;
        int last = -1;
        int lineStart = 0;
        while (lineStart <= text.length()) {
            int lineEnd = text.indexOf('\n', lineStart);
            if (lineEnd < 0) {
                lineEnd = text.length();
            }
            Span line = trim(text, lineStart, lineEnd);
            boolean blank = line.start == line.end;
            boolean row = rows.containsKey(line.start) || open >= 0 && rows.containsKey(open);
            if (open >= 0 && (blank || row || !continues(text, new Span(open, last), line))) {
                blocks.add(new Span(open, last));
                open = -1;
            }
            if (!blank) {
                open = open < 0 ? line.start : open;
                last = line.end;
            }
            lineStart = lineEnd + 1;
        }
        if (open >= 0) {
            blocks.add(new Span(open, last));
        }
        return blocks;
    }

    private static boolean continues(String text, Span before, Span line) {
        int previousStart = Math.max(before.start, text.lastIndexOf('\n', before.end - 1) + 1);
        String previous = text.substring(previousStart, before.end).strip();
        String next = text.substring(line.start, line.end);
        Matcher quoted = QUOTED.matcher(next);
        if (quoted.lookingAt() && previous.startsWith(quoted.group())) {
            next = next.substring(quoted.end());
            previous = previous.substring(quoted.end());
            if (next.isBlank() || previous.isBlank()) {
                return false;
            }
        }
        if (FENCE.matcher(next).lookingAt() || FENCE.matcher(previous).lookingAt()) {
            return false;
        }
        if (UNDERLINE.matcher(next).matches() && previousStart == before.start && before.start == lineStart(text, before.start) && !BLOCK_START.matcher(previous).matches()) {
            return true;
        }
        if (DEFINITION.matcher(next).lookingAt() && !BLOCK_START.matcher(previous).matches()) {
            return true;
        }
        if (text.startsWith("From: ", before.start) && OF_MAIL.matcher(next).lookingAt() && !text.substring(before.start, before.end).contains("\n" + next.substring(0, next.indexOf(':') + 1))) {
            return true; // the header of a mail is one thing
        }
        if (BLOCK_START.matcher(next).matches() || RECORD.matcher(next).matches() || isTurn(next) || previous.startsWith("#") || previous.startsWith("|")
                || RECORD.matcher(previous).matches() || SENTENCE_END.matcher(previous).matches()) {
            return false;
        }
        return Character.isLowerCase(next.codePointAt(0)) || previous.length() >= WRAPPED_LINE || GOES_ON.matcher(previous).matches();
    }

    private static int lineStart(String text, int at) {
        return text.lastIndexOf('\n', at - 1) + 1;
    }

    private static void prose(String text, Span block, List<Sentence> into) {
        // The iterator takes a line feed for the end of a sentence; a space of the same length does not move offsets.
        String line = text.substring(block.start, block.end).replace('\n', ' ').replace('\r', ' ');
        BreakIterator iterator = BreakIterator.getSentenceInstance(Locale.ROOT);
        iterator.setText(line);
        int start = iterator.first();
        for (int end = iterator.next(); end != BreakIterator.DONE; end = iterator.next()) {
            String before = line.substring(start, end);
            boolean goesOn = end < line.length() && (start == 0 && NUMBER_IN_FRONT.matcher(before).matches() || goesOn(ending(before), line, end) || isInCode(before, line, end));
            if (!goesOn) {
                add(text, block.start + start, block.start + end, into);
                start = end;
            }
        }
        if (start < line.length()) {
            add(text, block.start + start, block.end, into);
        }
    }

    private static boolean goesOn(String ending, String line, int end) {
        return ending.endsWith(".")
                && (ABBREVIATION.matcher(ending).matches() || ORDINAL.matcher(ending).matches() && COUNTED.matcher(line.substring(end)).matches());
    }

    /** Whether a place stands between the backticks of a short piece of code, such as {@code `panic!`}. */
    private static boolean isInCode(String before, String line, int end) {
        int close = line.indexOf('`', end);
        return close >= 0 && close - end <= LONGEST_CODE && before.chars().filter(c -> c == '`').count() % 2 == 1;
    }

    /** The last characters: no abbreviation is longer. */
    private static String ending(String sentence) {
        int end = sentence.length();
        while (end > 0 && " \t\n\u000B\f\r".indexOf(sentence.charAt(end - 1)) >= 0) {
            end--;
        }
        return sentence.substring(Math.max(0, end - LONGEST_ENDING), end);
    }

    private static void add(String text, int start, int end, List<Sentence> into) {
        Span span = trim(text, start, end);
        int longest = span.end - span.start > LONGEST_UNMARKED && UNMARKED.matcher(text.substring(span.start, span.end)).find() ? LONGEST_UNMARKED : LONGEST_SENTENCE;
        while (span.end - span.start > longest) {
            int cut = lastSpace(text, span.start + longest / 2, span.start + longest);
            Span head = trim(text, span.start, cut);
            into.add(new Sentence(head.start, head.end, text.substring(head.start, head.end)));
            span = trim(text, cut, span.end);
        }
        if (span.end > span.start) {
            into.add(new Sentence(span.start, span.end, text.substring(span.start, span.end)));
        }
    }

    private static int lastSpace(String text, int from, int to) {
        for (int i = to; i > from; i--) {
            if (Character.isWhitespace(text.charAt(i))) {
                return i;
            }
        }
        return Character.isLowSurrogate(text.charAt(to)) ? to - 1 : to;
    }

    /** The part without white space at its ends. */
    static Span trim(String text, int start, int end) {
        int s = start;
        int e = end;
        while (s < e && Character.isWhitespace(text.charAt(s))) {
            s++;
        }
        while (e > s && Character.isWhitespace(text.charAt(e - 1))) {
            e--;
        }
        return new Span(s, e);
    }

    record Span(int start, int end) {}
}
