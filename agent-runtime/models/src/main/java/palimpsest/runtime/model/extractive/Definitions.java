package palimpsest.runtime.model.extractive;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import palimpsest.memory.language.Sentence;

/**
 * Which sentences say what a term means: those behind a colon under it, as Markdown Extra writes it, those set in under a short line, as manual pages and
 * help texts write it, and the rest of a list's item that begins with a name in code or bold.
 */
final class Definitions {

    private static final int NONE = -1;
    /** A word on a line, and behind a colon on the next what it means. */
    private static final Pattern DEFINED = Pattern.compile("^[^\\n]{1,160}\\n[ ]{0,12}:[ \\t]+\\S");
    private static final int LONGEST_TERM = 100;
    private static final Pattern ENDS_SENTENCE = Pattern.compile("(?s).*[.!?。！？;:,]['\"”’»)\\]]*");
    /** An option and, behind a gap, what it does. */
    private static final Pattern IN_ONE_LINE = Pattern.compile("^\\S[^\\n]{0,60}? {2,}\\S");
    private static final Pattern NAMED_ITEM = Pattern.compile("^(?:[-*+•–]|\\d{1,3}[.)]) (?:`|\\*\\*|<code|--?[\\p{L}\\d])");
    private static final Pattern SIGN = Pattern.compile("(?:[-*+•–]|\\d{1,3}[.)]|:)[ \\t]+");

    private final int[] terms;

    private Definitions(int sentences) {
        terms = new int[sentences];
        Arrays.fill(terms, NONE);
    }

    private record Open(int indent, int term) {}

    static Definitions of(String text, List<Sentence> sentences, Layout layout) {
        var definitions = new Definitions(sentences.size());
        Deque<Open> open = new ArrayDeque<>();
        for (int i = 0; i < sentences.size(); i++) {
            Sentence sentence = sentences.get(i);
            if (!layout.isCode(i) && Lines.headingLevel(sentence.text()) > 0) {
                open.clear();
                continue;
            }
            int indent = indent(text, sentence);
            while (!open.isEmpty() && open.peek().indent >= indent) {
                open.pop();
            }
            definitions.terms[i] = open.isEmpty() ? NONE : open.peek().term;
            if (!layout.isCode(i) && isTerm(text, sentences, i, indent)) {
                open.push(new Open(indent, i));
            }
        }
        return definitions;
    }

    /** The sentence that names what sentence {@code i} tells of, and may begin to; -1 where it stands in no definition, or begins one. */
    int term(int i) {
        return terms[i];
    }

    /** The term alone. */
    static Sentence name(Sentence term) {
        int end = term.text().indexOf('\n');
        return end < 0 ? term : new Sentence(term.start(), term.start() + end, term.text().substring(0, end));
    }

    private static boolean isTerm(String text, List<Sentence> sentences, int i, int indent) {
        String said = sentences.get(i).text();
        if (!beginsLine(text, sentences.get(i))) {
            return false;
        }
        if (DEFINED.matcher(said).find() || NAMED_ITEM.matcher(said).find() || IN_ONE_LINE.matcher(said).find()) {
            return true;
        }
        boolean shortLine = said.length() <= LONGEST_TERM && said.indexOf('\n') < 0 && !ENDS_SENTENCE.matcher(said).matches();
        return shortLine && i + 1 < sentences.size() && beginsLine(text, sentences.get(i + 1)) && indent(text, sentences.get(i + 1)) > indent
                && text.substring(sentences.get(i).end(), sentences.get(i + 1).start()).chars().filter(c -> c == '\n').count() == 1;
    }

    private static boolean beginsLine(String text, Sentence sentence) {
        return text.substring(text.lastIndexOf('\n', sentence.start() - 1) + 1, sentence.start()).isBlank();
    }

    /** How far a sentence is set in: as its line, and further where it does not begin it. */
    private static int indent(String text, Sentence sentence) {
        int start = text.lastIndexOf('\n', sentence.start() - 1) + 1;
        int at = start;
        while (at < sentence.start() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at < sentence.start()) {
            Matcher sign = SIGN.matcher(text).region(at, sentence.start());
            return sign.lookingAt() ? sign.end() - start : at - start + 1;
        }
        return at - start;
    }
}
