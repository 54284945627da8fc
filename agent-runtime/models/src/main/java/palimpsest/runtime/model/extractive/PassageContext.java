package palimpsest.runtime.model.extractive;

import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import palimpsest.memory.language.Sentence;
import palimpsest.runtime.model.extractive.TermMatcher.Match;

/** What stands around a sentence, and what it lends to it: the one before it, its heading, the last date above. Sentences are passed in their order. */
final class PassageContext {

    /** Shares of a word that stands not in the sentence but near it. */
    private static final double SENTENCE_BEFORE = 0.4;
    private static final double SAME_PARAGRAPH = 0.5;
    private static final int PARAGRAPH = 4;
    private static final double QUESTION_BEFORE = 0.6;
    private static final double OTHER_SPEAKER_ASKED = 0.75;
    private static final double HEADING_ABOVE = 0.25;
    private static final double DATE_ABOVE = 0.6;
    /** What a heading lends to an item of the list right under it, and a column's name to a cell below. */
    private static final double HEADING_OF_LIST = 0.75;
    /** What the sentence before lends to one that begins with a pronoun. */
    private static final double PRONOUN_FOR = 0.8;
    /** What the years above the columns lend to a row. */
    private static final double YEARS_ABOVE = 0.9;
    /** What a heading lends to the rest of its section where the question names all that it names. */
    private static final double HEADING_NAMED = 0.6;
    /** What code lends to the sentence that leads it in. */
    private static final double CODE_BELOW = 0.8;

    private final MatchedText text;
    private final Set<String> speakers;
    private final TableAbove table;
    private final QuoteExtent extent;
    private int heading = -1;
    private boolean headingNamed;
    private int dated = -1;
    private double covered = -1;

    PassageContext(MatchedText text, Set<String> speakers) {
        this.text = text;
        this.speakers = speakers;
        this.table = new TableAbove(text);
        this.extent = new QuoteExtent(text);
    }

    /** How much of a term is lent to sentence {@code i} by what stands around it. */
    double near(int i, String term) {
        Match here = text.match(i);
        if (here.heading() || here.turn() && speakers.contains(term)) {
            return 0;
        }
        double near = Math.max(text.held(heading, term) ? ofHeading(i) : 0, text.held(dated, term) ? DATE_ABOVE : 0);
        near = Math.max(near, here.row() != null && table.yearsHold(term) ? YEARS_ABOVE : here.row() != null && table.titleHolds(term) ? HEADING_OF_LIST : 0);
        int above = text.listed(i) ? leadInAbove(i) : text.layout().isCode(i) ? text.layout().codeStart(i) - 1 : -1;
        near = Math.max(near, text.held(above, term) || text.held(text.term(i), term) ? HEADING_OF_LIST : 0);
        if (text.leadsInCode(i) && IntStream.rangeClosed(i + 1, text.layout().codeEnd(i + 1)).anyMatch(line -> text.held(line, term))) {
            near = Math.max(near, CODE_BELOW);
        }
        if (i == 0 || !text.held(i - 1, term)) {
            return Math.max(near, inParagraph(i, term) ? SAME_PARAGRAPH : 0);
        }
        Match before = text.match(i - 1);
        if (before.row() != null || text.match(i).row() != null) {
            return near;
        }
        boolean answers = before.asks() && here.turn() && before.turn() && !TermMatcher.speaker(text.sentence(i)).equals(TermMatcher.speaker(text.sentence(i - 1)));
        double ofBefore = text.refersBack(i) ? PRONOUN_FOR : SENTENCE_BEFORE;
        return Math.max(near, answers ? OTHER_SPEAKER_ASKED : before.asks() ? QUESTION_BEFORE : ofBefore);
    }

    /** What the heading above sentence {@code i} lends it. */
    private double ofHeading(int i) {
        Match here = text.match(i);
        boolean listed = here.item() || here.kind() == Layout.Kind.FIELD || text.leadIn(i) || headingNamed && !here.turn() && i == heading + 1;
        return listed ? HEADING_OF_LIST : headingNamed && !here.turn() ? HEADING_NAMED : HEADING_ABOVE;
    }

    void passed(int i) {
        if (Lines.isNameOfDocument(text.sentence(i).text()) && !text.layout().isCode(i)) {
            heading = -1; // what stood above is of another document
            headingNamed = false;
            dated = -1;
        }
        if (dated >= 0 && text.level(i) > 0 && text.level(i) <= text.level(dated)) {
            dated = -1;
        }
        if (text.level(i) > 0) {
            heading = i;
            headingNamed = text.isNamedHeading(i);
        }
        if (text.match(i).row() == null && Lines.isDateLine(text.sentence(i))) {
            dated = i;
        }
        table.passed(i);
    }

    /** Whether the question names all that the heading above names. */
    boolean isUnderNamedHeading(int i) {
        return headingNamed && i > heading;
    }

    /** Whether the line above names one thing, in code or bold, and the question does not. */
    boolean isUnderOtherName(int i) {
        return heading >= 0 && i > heading && !headingNamed && text.level(heading) == Lines.LEVEL_OF_NAME_LINE;
    }

    /** The heading above, where a quote does not begin with it; null for none. */
    Sentence headingOutside(Sentence quoted) {
        return heading < 0 || text.sentence(heading).start() == quoted.start() ? null : text.sentence(heading);
    }

    /** The term that sentence {@code i} says something of, where a quote does not begin with it; null for none. */
    Sentence termOutside(int i, Sentence quoted) {
        int term = text.term(i);
        return term < 0 || text.sentence(term).start() >= quoted.start() ? null : Definitions.name(text.sentence(term));
    }

    /** The heading above a statement where it names an option or a setting, in code, and a quote does not hold it; null for none. */
    Sentence nameOutside(int i, Sentence quoted) {
        Sentence above = heading < 0 || !text.isStatement(i) || text.level(heading) < 2 ? null : headingOutside(quoted);
        return above != null && above.start() < quoted.start() && above.text().startsWith("#") && above.text().indexOf('`') > 0 ? above : null;
    }

    MatchedText text() {
        return text;
    }

    /** The last line above that holds a date, null for none. */
    Sentence dateLine() {
        return dated < 0 ? null : text.sentence(dated);
    }

    /** The line above that dates a row: the years of its columns; null for none. */
    Sentence columnsLine(int i) {
        return table.years(i);
    }

    boolean isTitleOfTable(int i) {
        return table.isTitle(i);
    }

    /** Whether a sentence stands in prose of several sentences. */
    boolean isProse(int i) {
        return text.size() > PARAGRAPH / 2 && text.isStatement(i);
    }

    /** The weighted share of the question's words that stand anywhere in the text: 0 to 1. */
    double covered(Map<String, Double> weights) {
        if (covered < 0) {
            covered = text.covered(weights);
        }
        return covered;
    }

    /** What is quoted for sentence {@code i}. */
    Sentence quoted(int i, boolean lacksKind) {
        return extent.of(i, heading, lacksKind);
    }

    /** Whether a word stands a few sentences away in the same paragraph of prose. */
    private boolean inParagraph(int i, String term) {
        if (!text.plain(i)) {
            return false;
        }
        for (int step : new int[] {-1, 1}) {
            for (int k = i + step; k >= 0 && k < text.size() && Math.abs(k - i) <= PARAGRAPH && text.plain(k); k += step) {
                if (!text.together(Math.min(k, k - step), Math.max(k, k - step))) {
                    break;
                }
                if (text.held(k, term)) {
                    return true;
                }
            }
        }
        return false;
    }

    private int leadInAbove(int i) {
        int above = i - 1;
        while (text.listed(above)) {
            above--;
        }
        return above >= 0 && text.leadIn(above) ? above : -1;
    }
}
