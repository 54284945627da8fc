package palimpsest.runtime.model.extractive;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import palimpsest.memory.language.Sentence;
import palimpsest.runtime.model.extractive.TermMatcher.Match;

/** A text that is read: its sentences, what the question and each of them share, and what each is in the text. */
final class MatchedText {

    private static final Pattern PRONOUN = Pattern.compile("(?U)^[\"“„«(]?(?:He|She|It|They|His|Her|Its|Their|This|These|Those|That|Such|Er|Sie|Es|Dies\\w*|Il|Elle|Ils|Elles|Ce|Cette|Ces|Él|Ella|Ellos|Ellas|Este|Esta|Estos|Estas|Su|Sus|Он|Она|Оно|Они|Его|Её|Их|Это|Этот|Эта|Эти|Bu|Onun|Onlar|Nó|Họ)\\b"
            + "|^(?:他|她|它|这|該|该|此|其|その|この|彼|그)");

    private static final int LONGEST_TITLE = 60;
    private static final Pattern ENDS_SENTENCE = Pattern.compile("(?s).*[.!?。！？;,]['\"”’»)\\]]*");

    private final String text;
    private final List<Sentence> sentences;
    private final List<Match> matches;
    private final Layout layout;
    private final Definitions definitions;
    /** Headings below the title of which the question names all that they name, and under which something stands. */
    private final BitSet namedHeadings = new BitSet();

    /**
     * @param matches of the sentences, in their order
     * @param named   whether the question names all that a heading names
     */
    MatchedText(String text, List<Sentence> sentences, List<Match> matches, Layout layout, Predicate<String> named) {
        this.text = text;
        this.sentences = sentences;
        this.matches = matches;
        this.layout = layout;
        this.definitions = Definitions.of(text, sentences, layout);
        IntStream.range(0, sentences.size()).filter(i -> level(i) > 1 && hasContent(i) && named.test(sentences.get(i).text())).forEach(namedHeadings::set);
    }

    int size() {
        return sentences.size();
    }

    Match match(int i) {
        return matches.get(i);
    }

    Sentence sentence(int i) {
        return sentences.get(i);
    }

    Layout layout() {
        return layout;
    }

    /** Whether a word stands anywhere in the text. */
    boolean holds(String term) {
        return matches.stream().anyMatch(match -> match.shares().containsKey(term));
    }

    boolean held(int i, String term) {
        return i >= 0 && matches.get(i).shares().containsKey(term);
    }

    /** The last sentence of the section that begins at {@code i}. */
    int endOfSection(int i) {
        return IntStream.range(i + 1, size()).filter(next -> matches.get(next).heading()).findFirst().orElse(size()) - 1;
    }

    /** Whether a heading or what stands under it holds a word. */
    boolean sectionHolds(int heading, String term) {
        return IntStream.rangeClosed(heading, endOfSection(heading)).anyMatch(i -> held(i, term));
    }

    boolean isLast(int i) {
        return i == sentences.size() - 1;
    }

    /** Whether a sentence is one of prose: no turn, heading, row or item of a list, and nothing that leads in one. */
    boolean isStatement(int i) {
        return plain(i) && !leadIn(i);
    }

    boolean plain(int i) {
        Match match = matches.get(i);
        return !match.turn() && !match.heading() && !match.item() && match.row() == null && match.kind() == Layout.Kind.TEXT;
    }

    int level(int i) {
        return layout.isCode(i) ? 0 : Lines.headingLevel(sentences.get(i).text());
    }

    boolean hasContent(int i) {
        return level(i) > 0 && i + 1 < sentences.size() && !matches.get(i + 1).heading() && !matches.get(i + 1).turn();
    }

    /** Whether sentence {@code i} is a heading below the title, the question names all that it names, and something stands under it. */
    boolean isNamedHeading(int i) {
        return namedHeadings.get(i);
    }

    /** A sentence that ends with a colon says what the list below it is of, and so does a short line right above one. */
    boolean leadIn(int i) {
        String sentence = sentences.get(i).text().stripTrailing();
        return !matches.get(i).turn() && (sentence.endsWith(":") || sentence.endsWith("：") || isTitleOfList(i));
    }

    private boolean isTitleOfList(int i) {
        String line = sentences.get(i).text();
        return listed(i + 1) && !listed(i) && matches.get(i).row() == null && level(i) == 0 && !layout.isCode(i) && line.length() <= LONGEST_TITLE && !ENDS_SENTENCE.matcher(line).matches()
                && text.substring(sentences.get(i).end(), sentences.get(i + 1).start()).indexOf('\n') >= 0 && beginsLine(i);
    }

    private boolean beginsLine(int i) {
        return i == 0 || text.substring(sentences.get(i - 1).end(), sentences.get(i).start()).indexOf('\n') >= 0;
    }

    /** Whether a sentence is an item of a list or a property of what stands above. */
    boolean listed(int i) {
        return i >= 0 && i < sentences.size() && (Lines.isListItem(sentences.get(i).text()) || matches.get(i).kind() == Layout.Kind.FIELD) && !layout.isCode(i);
    }

    /** Whether sentence {@code i} is prose right above a block of code: it says what the code does. */
    boolean leadsInCode(int i) {
        return plain(i) && layout.isCode(i + 1);
    }

    boolean refersBack(int i) {
        return i > 0 && !matches.get(i).turn() && !matches.get(i - 1).turn() && !matches.get(i - 1).heading() && together(i - 1, i)
                && PRONOUN.matcher(sentences.get(i).text()).find();
    }

    /** The sentence that names what sentence {@code i} says something of; -1 where it stands in no definition, or begins one. */
    int term(int i) {
        return matches.get(i).turn() || matches.get(i).row() != null || matches.get(i).heading() ? -1 : definitions.term(i);
    }

    /** Whether two sentences in a row stand in one paragraph. */
    boolean together(int before, int after) {
        return sentences.get(after).start() >= sentences.get(before).end() && text.substring(sentences.get(before).end(), sentences.get(after).start()).indexOf("\n\n") < 0;
    }

    int lengthOf(int from, int to) {
        return sentences.get(to).end() - sentences.get(from).start();
    }

    Sentence span(int from, int to) {
        int start = sentences.get(from).start();
        int end = sentences.get(to).end();
        return from == to ? sentences.get(from) : new Sentence(start, end, text.substring(start, end));
    }

    /** The weighted share of the question's words that stand anywhere in the text: 0 to 1. */
    double covered(Map<String, Double> weights) {
        double all = 0;
        double held = 0;
        for (Map.Entry<String, Double> weight : weights.entrySet()) {
            all += weight.getValue();
            held += weight.getValue() * matches.stream().mapToDouble(match -> match.shares().getOrDefault(weight.getKey(), 0.0)).max().orElse(0);
        }
        return all == 0 ? 0 : held / all;
    }
}
