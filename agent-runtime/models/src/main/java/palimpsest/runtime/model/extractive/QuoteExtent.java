package palimpsest.runtime.model.extractive;

import java.util.stream.IntStream;
import palimpsest.memory.language.Sentence;
import palimpsest.memory.language.Sentences;
import palimpsest.runtime.model.extractive.TermMatcher.Match;

/** What is quoted with a sentence: the list, code or section that belongs to it, the sentence that it refers to, the next one. */
final class QuoteExtent {

    private static final int LONGEST_QUOTE = 700;
    /** A property is quoted with all of its section up to this many characters. */
    private static final int LONGEST_SECTION = 400;
    /** From a term up to what is said of it; behind that the term is quoted by itself. */
    private static final int LONGEST_DEFINITION = 500;
    private static final int FRAGMENT = 2;
    private static final int LONGEST_FRAGMENT = 24;

    private final MatchedText text;

    QuoteExtent(MatchedText text) {
        this.text = text;
    }

    /**
     * The sentence with what belongs to it: the list or code under a heading or after a colon, the sentence that its first pronoun stands for, and
     * where it lacks the kind of thing asked for, the next one.
     *
     * @param heading the one above, -1 for none
     */
    Sentence of(int i, int heading, boolean lacksKind) {
        Match here = text.match(i);
        if (here.turn() || here.row() != null || Sentences.isRecord(text.sentence(i).text())) {
            return text.sentence(i);
        }
        if (here.kind() == Layout.Kind.FIELD) {
            return heading >= 0 && text.lengthOf(heading, i) <= LONGEST_SECTION ? text.span(heading, i) : text.sentence(i);
        }
        if (text.layout().isCode(i)) {
            return code(i);
        }
        int from = (text.refersBack(i) || isFragment(i)) && text.lengthOf(i - 1, i) <= LONGEST_QUOTE ? i - 1 : i;
        int term = text.term(from);
        if (term >= 0 && text.lengthOf(term, i) <= LONGEST_DEFINITION) {
            from = term;
        }
        int to = i;
        if (text.leadsInCode(i) && text.lengthOf(from, text.layout().codeEnd(i + 1)) <= LONGEST_QUOTE) {
            to = text.layout().codeEnd(i + 1);
        } else if (text.leadIn(i) || text.hasContent(i)) {
            to = text.isNamedHeading(i) && text.lengthOf(from, text.endOfSection(i)) <= LONGEST_QUOTE ? text.endOfSection(i) : endOfContent(from, i);
        } else if (lacksKind && !here.item() && !here.heading() && i + 1 < text.size() && text.plain(i + 1) && text.together(i, i + 1) && text.lengthOf(from, i + 1) <= LONGEST_QUOTE) {
            to = i + 1;
        }
        return text.span(from, to);
    }

    /** A block of code with what leads it in, as far as it is short enough. */
    private Sentence code(int i) {
        int start = text.layout().codeStart(i);
        int end = text.layout().codeEnd(i);
        int from = start > 0 && (text.plain(start - 1) || text.leadIn(start - 1)) && text.lengthOf(start - 1, end) <= LONGEST_QUOTE ? start - 1 : start;
        return text.lengthOf(from, end) <= LONGEST_QUOTE ? text.span(from, end) : text.sentence(i);
    }

    /** Whether a sentence is a word or two behind another: "Default." */
    private boolean isFragment(int i) {
        return i > 0 && text.plain(i) && text.plain(i - 1) && text.match(i).words() <= FRAGMENT && text.sentence(i).text().length() <= LONGEST_FRAGMENT && text.together(i - 1, i);
    }

    /** The last sentence of the code or the list that begins after {@code i}, or of one paragraph. */
    private int endOfContent(int from, int i) {
        int to = i;
        boolean fenced = false;
        for (int next = i + 1; next < text.size() && text.lengthOf(from, next) <= LONGEST_QUOTE && !text.match(next).heading(); next++) {
            boolean fence = Lines.isCodeFence(text.sentence(next).text());
            boolean listed = text.match(next).item() || text.match(next).row() != null;
            boolean first = next == i + 1;
            if (!fenced && !fence && !listed && !first && (text.match(to).item() || !text.together(to, next) || fenceEnded(i, to))) {
                break;
            }
            if (fence && !first && !fenced && fenceEnded(i, to)) {
                break;
            }
            fenced = fence != fenced;
            to = next;
        }
        return to;
    }

    private boolean fenceEnded(int from, int to) {
        return IntStream.rangeClosed(from, to).filter(k -> Lines.isCodeFence(text.sentence(k).text())).count() >= 2;
    }
}
