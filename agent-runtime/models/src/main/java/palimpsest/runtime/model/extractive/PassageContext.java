package palimpsest.runtime.model.extractive;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import palimpsest.runtime.answer.text.Sentence;
import palimpsest.runtime.answer.text.TableRow;
import palimpsest.runtime.model.extractive.TermMatcher.Match;

/** What stands around a sentence: the one before it, its heading, the last date above. */
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
    private static final int FEW_WORDS = 12;
    private static final int TITLE_LINES = 4;
    private static final Pattern TITLE = Pattern.compile("(?U)\\p{Lu}[\\p{L}’'&-]*(?: (?:\\p{Lu}[\\p{L}’'&-]*|(?:\\p{Ll}{1,3}|with|from)|\\([\\p{L} ]+\\))){1,9}");
    /** What a heading lends to the rest of its section where the question names all that it names. */
    private static final double HEADING_NAMED = 0.6;
    /** What code lends to the sentence that leads it in. */
    private static final double CODE_BELOW = 0.8;
    private static final int LONGEST_QUOTE = 700;
    /** A property is quoted with all of its section up to this many characters. */
    private static final int LONGEST_SECTION = 400;
    private static final int FRAGMENT = 2;
    private static final int LONGEST_FRAGMENT = 24;

    private static final Pattern PRONOUN = Pattern.compile("(?U)^[\"“„«(]?(?:He|She|It|They|His|Her|Its|Their|This|These|Those|That|Such|Er|Sie|Es|Dies\\w*|Il|Elle|Ils|Elles|Ce|Cette|Ces|Él|Ella|Ellos|Ellas|Este|Esta|Estos|Estas|Su|Sus|Он|Она|Оно|Они|Его|Её|Их|Это|Этот|Эта|Эти|Bu|Onun|Onlar|Nó|Họ)\\b"
            + "|^(?:他|她|它|这|該|该|此|其|その|この|彼|그)");

    private final String text;
    private final List<Sentence> sentences;
    private final List<Match> matches;
    private final Set<String> speakers;
    private final Layout layout;
    private final Predicate<String> named;
    private int heading = -1;
    private boolean headingNamed;
    private int dated = -1;
    private int columns = -1;
    private final List<Integer> titles = new ArrayList<>();
    private double covered = -1;

    /** @param named whether the question names all that a heading names */
    PassageContext(String text, List<Sentence> sentences, List<Match> matches, Set<String> speakers, Layout layout, Predicate<String> named) {
        this.text = text;
        this.sentences = sentences;
        this.matches = matches;
        this.speakers = speakers;
        this.layout = layout;
        this.named = named;
    }

    /** How much of a term is lent to sentence {@code i} by what stands around it. */
    double near(int i, String term) {
        Match here = matches.get(i);
        if (here.heading() || here.turn() && speakers.contains(term)) {
            return 0;
        }
        double near = Math.max(held(heading, term) ? ofHeading(i) : 0, held(dated, term) ? DATE_ABOVE : 0);
        near = Math.max(near, here.row() != null && held(columns, term) ? YEARS_ABOVE : here.row() != null && heldByTitle(term) ? HEADING_OF_LIST : 0);
        int above = here.item() ? leadInAbove(i) : layout.isCode(i) ? layout.codeStart(i) - 1 : -1;
        near = Math.max(near, held(above, term) ? HEADING_OF_LIST : 0);
        if (leadsInCode(i) && IntStream.rangeClosed(i + 1, layout.codeEnd(i + 1)).anyMatch(line -> held(line, term))) {
            near = Math.max(near, CODE_BELOW);
        }
        if (i == 0 || !held(i - 1, term)) {
            return Math.max(near, inParagraph(i, term) ? SAME_PARAGRAPH : 0);
        }
        Match before = matches.get(i - 1);
        if (before.row() != null || matches.get(i).row() != null) {
            return near;
        }
        boolean answers = before.asks() && here.turn() && before.turn() && !TermMatcher.speaker(sentences.get(i)).equals(TermMatcher.speaker(sentences.get(i - 1)));
        double ofBefore = refersBack(i) ? PRONOUN_FOR : SENTENCE_BEFORE;
        return Math.max(near, answers ? OTHER_SPEAKER_ASKED : before.asks() ? QUESTION_BEFORE : ofBefore);
    }

    /** What the heading above sentence {@code i} lends it. */
    private double ofHeading(int i) {
        Match here = matches.get(i);
        boolean listed = here.item() || here.kind() == Layout.Kind.FIELD || leadIn(i) || headingNamed && !here.turn() && i == heading + 1;
        return listed ? HEADING_OF_LIST : headingNamed && !here.turn() ? HEADING_NAMED : HEADING_ABOVE;
    }

    /** Whether sentence {@code i} is a heading below the title, the question names all that it names, and something stands under it. */
    boolean isNamedHeading(int i) {
        return level(i) > 1 && hasContent(i) && named.test(sentences.get(i).text());
    }

    private int level(int i) {
        return layout.isCode(i) ? 0 : Lines.headingLevel(sentences.get(i).text());
    }

    /** Whether the question names all that the heading above names. */
    boolean isUnderNamedHeading(int i) {
        return headingNamed && i > heading;
    }

    /** Whether sentence {@code i} is prose right above a block of code: it says what the code does. */
    private boolean leadsInCode(int i) {
        return plain(i) && layout.isCode(i + 1);
    }

    /** The heading above, where a quote does not begin with it; null for none. */
    Sentence headingOutside(Sentence quoted) {
        return heading < 0 || sentences.get(heading).start() == quoted.start() ? null : sentences.get(heading);
    }

    Match match(int i) {
        return matches.get(i);
    }

    Sentence sentence(int i) {
        return sentences.get(i);
    }

    /** Whether a word stands anywhere in the text. */
    boolean holds(String term) {
        return matches.stream().anyMatch(match -> match.shares().containsKey(term));
    }

    boolean isLast(int i) {
        return i == sentences.size() - 1;
    }

    /** The last line above that holds a date, null for none. */
    Sentence dateLine() {
        return dated < 0 ? null : sentences.get(dated);
    }

    /** Whether a sentence stands in prose of several sentences. */
    boolean isProse(int i) {
        return sentences.size() > PARAGRAPH / 2 && isStatement(i);
    }

    /** Whether a sentence is one of prose: no turn, heading, row or item of a list, and nothing that leads in one. */
    boolean isStatement(int i) {
        return plain(i) && !leadIn(i);
    }

    /** The weighted share of the question's words that stand anywhere in the text: 0 to 1. */
    double covered(Map<String, Double> weights) {
        if (covered < 0) {
            double all = 0;
            double held = 0;
            for (Map.Entry<String, Double> weight : weights.entrySet()) {
                all += weight.getValue();
                held += weight.getValue() * matches.stream().mapToDouble(match -> match.shares().getOrDefault(weight.getKey(), 0.0)).max().orElse(0);
            }
            covered = all == 0 ? 0 : held / all;
        }
        return covered;
    }

    /** Whether a word stands a few sentences away in the same paragraph of prose. */
    private boolean inParagraph(int i, String term) {
        if (!plain(i)) {
            return false;
        }
        for (int step : new int[] {-1, 1}) {
            for (int k = i + step; k >= 0 && k < sentences.size() && Math.abs(k - i) <= PARAGRAPH && plain(k); k += step) {
                if (!together(Math.min(k, k - step), Math.max(k, k - step))) {
                    break;
                }
                if (held(k, term)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean heldByTitle(String term) {
        return titles.stream().anyMatch(title -> held(title, term));
    }

    private boolean held(int i, String term) {
        return i >= 0 && matches.get(i).shares().containsKey(term);
    }

    void passed(int i) {
        if (level(i) > 0) {
            heading = i;
            headingNamed = isNamedHeading(i);
        }
        if (matches.get(i).row() == null && Lines.isDateLine(sentences.get(i))) {
            dated = i;
        }
        if (isTitleOfTable(i)) {
            if (!titles.isEmpty() && titles.getLast() < i - 1) {
                titles.clear();
            }
            titles.add(i);
        } else if (namesYears(i)) {
            columns = i;
        } else if (isStatement(i) && matches.get(i).words() > FEW_WORDS) {
            columns = -1;
            titles.clear();
        }
    }

    /** Whether all cells of a line but the first are years or days of years in a row, as above the numbers of a report. */
    private boolean namesYears(int i) {
        int[] years = TableRow.cells(sentences.get(i).text()).stream().skip(1).mapToInt(AnswerKind::yearOf).toArray();
        return years.length > 1 && IntStream.of(years).noneMatch(year -> year == 0)
                && IntStream.range(1, years.length).allMatch(k -> Math.abs(years[k] - years[k - 1]) <= 1);
    }

    /** Whether a line names the table that begins right below it: words with capitals, no sentence. */
    boolean isTitleOfTable(int i) {
        if (!isStatement(i) || !TITLE.matcher(sentences.get(i).text()).matches()) {
            return false;
        }
        int below = i + 1;
        while (below < sentences.size() && below <= i + TITLE_LINES && matches.get(below).row() == null) {
            below++;
        }
        return below < sentences.size() && matches.get(below).row() != null;
    }

    /** The line above that dates a row: the years of its columns; null for none. */
    Sentence columnsLine(int i) {
        return columns < 0 || matches.get(i).row() == null ? null : sentences.get(columns);
    }

    /** A sentence that ends with a colon says what the list below it is of. */
    private boolean leadIn(int i) {
        String sentence = sentences.get(i).text().stripTrailing();
        return !matches.get(i).turn() && (sentence.endsWith(":") || sentence.endsWith("："));
    }

    private int leadInAbove(int i) {
        int above = i - 1;
        while (above >= 0 && matches.get(above).item()) {
            above--;
        }
        return above >= 0 && leadIn(above) ? above : -1;
    }

    private boolean refersBack(int i) {
        return i > 0 && !matches.get(i).turn() && !matches.get(i - 1).turn() && !matches.get(i - 1).heading() && together(i - 1, i)
                && PRONOUN.matcher(sentences.get(i).text()).find();
    }

    /** Whether two sentences in a row stand in one paragraph. */
    private boolean together(int before, int after) {
        return sentences.get(after).start() > sentences.get(before).end() && text.substring(sentences.get(before).end(), sentences.get(after).start()).indexOf("\n\n") < 0;
    }

    boolean hasContent(int i) {
        return level(i) > 0 && i + 1 < sentences.size() && !matches.get(i + 1).heading() && !matches.get(i + 1).turn();
    }

    /**
     * The sentence with what belongs to it: the list or code under a heading or after a colon, the sentence that its first pronoun stands for, and
     * where it lacks the kind of thing asked for, the next one.
     */
    Sentence extended(int i, boolean lacksKind) {
        Match here = matches.get(i);
        if (here.turn() || here.row() != null) {
            return sentences.get(i);
        }
        if (here.kind() == Layout.Kind.FIELD) {
            return heading >= 0 && lengthOf(heading, i) <= LONGEST_SECTION ? span(heading, i) : sentences.get(i);
        }
        if (layout.isCode(i)) {
            return code(i);
        }
        int from = (refersBack(i) || isFragment(i)) && lengthOf(i - 1, i) <= LONGEST_QUOTE ? i - 1 : i;
        int to = i;
        if (leadsInCode(i) && lengthOf(from, layout.codeEnd(i + 1)) <= LONGEST_QUOTE) {
            to = layout.codeEnd(i + 1);
        } else if (leadIn(i) || hasContent(i)) {
            int section = endOfSection(i);
            to = lengthOf(from, section) <= LONGEST_QUOTE && isNamedHeading(i) ? section : endOfContent(from, i);
        } else if (lacksKind && !here.item() && !here.heading() && i + 1 < sentences.size() && plain(i + 1) && together(i, i + 1) && lengthOf(from, i + 1) <= LONGEST_QUOTE) {
            to = i + 1;
        }
        return span(from, to);
    }

    /** A block of code with what leads it in, as far as it is short enough. */
    private Sentence code(int i) {
        int start = layout.codeStart(i);
        int end = layout.codeEnd(i);
        int from = start > 0 && (plain(start - 1) || leadIn(start - 1)) && lengthOf(start - 1, end) <= LONGEST_QUOTE ? start - 1 : start;
        return lengthOf(from, end) <= LONGEST_QUOTE ? span(from, end) : sentences.get(i);
    }

    private Sentence span(int from, int to) {
        int start = sentences.get(from).start();
        int end = sentences.get(to).end();
        return from == to ? sentences.get(from) : new Sentence(start, end, text.substring(start, end));
    }

    /** Whether a sentence is a word or two behind another: "Default." */
    private boolean isFragment(int i) {
        return i > 0 && plain(i) && plain(i - 1) && matches.get(i).words() <= FRAGMENT && sentences.get(i).text().length() <= LONGEST_FRAGMENT && together(i - 1, i);
    }

    private int endOfSection(int i) {
        return IntStream.range(i + 1, sentences.size()).filter(next -> matches.get(next).heading()).findFirst().orElse(sentences.size()) - 1;
    }

    private boolean plain(int i) {
        Match match = matches.get(i);
        return !match.turn() && !match.heading() && !match.item() && match.row() == null && match.kind() == Layout.Kind.TEXT;
    }

    private int lengthOf(int from, int to) {
        return sentences.get(to).end() - sentences.get(from).start();
    }

    /** The last sentence of the code or the list that begins after {@code i}, or of one paragraph. */
    private int endOfContent(int from, int i) {
        int to = i;
        boolean fenced = false;
        for (int next = i + 1; next < sentences.size() && lengthOf(from, next) <= LONGEST_QUOTE && !matches.get(next).heading(); next++) {
            boolean fence = Lines.isCodeFence(sentences.get(next).text());
            boolean listed = matches.get(next).item() || matches.get(next).row() != null;
            boolean first = next == i + 1;
            if (!fenced && !fence && !listed && !first && (matches.get(to).item() || !together(to, next) || fenceEnded(i, to))) {
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
        return IntStream.rangeClosed(from, to).filter(k -> Lines.isCodeFence(sentences.get(k).text())).count() >= 2;
    }
}
