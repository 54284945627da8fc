package palimpsest.runtime.model.extractive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import palimpsest.memory.language.Sentence;
import palimpsest.memory.language.Sentences;
import palimpsest.memory.language.TableRow;
import palimpsest.runtime.model.extractive.Question.Term;
import palimpsest.runtime.model.extractive.TermMatcher.Match;

/** How well each sentence of a text answers a question, by the words that both share. */
final class Relevance {

    /** Below this, a sentence is not worth a note. */
    static final double NOTE = 0.36;
    /** Below this, the documents are said not to answer. */
    static final double FOUND = 0.42;
    /** From this on, reading further chunks is not worth the tokens. */
    static final double EXCELLENT = 0.92;

    private static final double ABSENT_RARITY = 0.85;
    private static final double WITHOUT_ANCHOR = 0.75;
    private static final double BORROWED_MISSED = 0.3;
    private static final double CUT_OFF = 0.9;
    /** Headings announce, they do not tell. */
    private static final double HEADING_ITSELF = 0.5;
    /** The same with what stands under them. */
    private static final double HEADING_WITH_CONTENT = 0.85;
    /** The heading of a version with its date tells when it came out, with these words or without. */
    private static final double RELEASE = 0.85;
    /** What stands under a heading that names all that the question names, and nothing else. */
    private static final double SUBJECT = 1;
    /** In the section of another setting, or elsewhere in a text that has a section about it: what is said of a thing in passing. */
    private static final double OTHER_SECTION = 0.85;
    /** What it tells that the sentences around hold the question's words too: more than usual speaks for an answer, less against it. */
    private static final double PASSAGE = 0.3;
    private static final double USUAL_COVER = 0.5;
    /** How much less a word tells that stands in everything that the search found. */
    private static final double STANDS_EVERYWHERE = 0.5;
    private static final int SEVERAL_FOUND = 5;
    /** What a name counts that three in five of the found texts hold; see {@link #inWhatWasFound()}. */
    private static final double SUBJECT_OF_ALL = 0.7;
    private static final int LONG_COMPOUND = 12;
    /** What a single Chinese character weighs beside a word. */
    private static final double CHARACTER = 0.65;
    /** The share of a word of which the sentence holds another with one of its characters. */
    private static final double RESEMBLED = 0.5;
    /** Comes close, and is no answer: a name that is asked about, and no default where one is asked for. */
    private static final double NAME_ALONE = 0.42;
    /** A row of what a measure is worked out of, among rows of its other inputs, and alone. */
    private static final double INPUT = 0.42;
    private static final double INPUT_ALONE = 0.38;

    private final Question question;
    private final List<String> found;
    private final List<String> documents;
    private final TermMatcher matcher;
    private final AnswerKind kind;
    private final NameAlone nameAlone;
    private final TurningPoint turningPoint;
    private final Inputs inputs;
    private final OtherSubject otherSubject;
    /** By term, once it was asked for. */
    private Map<String, Double> commonness;
    private Set<String> subjects;

    Relevance(Question question) {
        this(question, List.of());
    }

    /** @param found of documents whose names are unknown */
    Relevance(Question question, List<String> found) {
        this(question, found, List.of());
    }

    /**
     * @param found     texts that the search shows, in order: they tell which words are common, and the columns' names of tables
     * @param documents names of the documents in which they stand
     */
    Relevance(Question question, List<String> found, List<String> documents) {
        this.question = question;
        this.found = found;
        this.documents = documents;
        this.matcher = new TermMatcher(question, found);
        this.kind = new AnswerKind(question);
        this.nameAlone = new NameAlone(question);
        this.turningPoint = new TurningPoint(question);
        this.inputs = new Inputs(question);
        this.otherSubject = new OtherSubject(question, documents);
    }

    /** The same of another question, with what the search shows. */
    Relevance of(Question other) {
        return new Relevance(other, found, documents);
    }

    /**
     * @param score   0 to about 1: the share of the question's telling words that the sentence holds
     * @param above   the line above that it needs: the nearest one with a date where a time is asked for and it holds none, or the heading that names what it is a
     *                property of; null when none is needed or known
     * @param matched how many of the question's strong words it holds
     */
    record Scored(Sentence sentence, double score, int matched, Sentence above) {}

    /** The sentences that share enough with the question, best first; ties in order of the text. */
    List<Scored> best(String text) {
        List<Sentence> sentences = Sentences.of(text);
        Map<Integer, TableRow> rows = new HashMap<>();
        TableRow.of(text).forEach(row -> rows.put(row.start(), row));
        Set<String> speakers = new HashSet<>();
        Layout layout = Layout.of(sentences);
        IntStream.range(0, sentences.size()).filter(i -> layout.kind(i) == Layout.Kind.TEXT).forEach(i -> speakers.addAll(question.words().terms(TermMatcher.speaker(sentences.get(i)))));
        List<Match> matches = IntStream.range(0, sentences.size())
                .mapToObj(i -> matcher.match(sentences.get(i), speakers, layout.kind(i), rows.get(sentences.get(i).start()))).toList();
        Map<String, Integer> frequency = new HashMap<>();
        matches.forEach(match -> match.shares().keySet().forEach(term -> frequency.merge(term, 1, Integer::sum)));
        Map<String, Double> weights = weights(frequency, sentences.size());
        List<Scored> scored = new ArrayList<>();
        List<Scored> fieldsOfOthers = new ArrayList<>();
        boolean ownField = false;
        var context = new PassageContext(new MatchedText(text, sentences, matches, layout, matcher::isNamed), speakers);
        boolean ownSection = namesSection(context.text());
        double input = inputs.in(matches.stream().map(Match::row).filter(Objects::nonNull).map(TableRow::cells).toList()) > 1 ? INPUT : INPUT_ALONE;
        Set<String> held = new HashSet<>(frequency.keySet());
        held.addAll(subjects());
        double foreign = otherSubject.of(text, held, inWhatWasFound().keySet());
        for (int i = 0; i < sentences.size(); i++) {
            boolean row = matches.get(i).row() != null && inputs.isOne(matches.get(i).row().cells());
            Scored candidate = score(context, i, weights, foreign, ownSection);
            if (row && candidate.score < input) {
                candidate = new Scored(sentences.get(i), input, candidate.matched, columns(context, i));
            }
            if (candidate.score >= NOTE && (row || enough(candidate.matched)) && !Lines.NOTICE.matcher(sentences.get(i).text()).find()) {
                scored.add(candidate);
                if (layout.kind(i) == Layout.Kind.FIELD && context.isUnderNamedHeading(i)) {
                    ownField = true;
                } else if (layout.kind(i) == Layout.Kind.FIELD) {
                    fieldsOfOthers.add(candidate);
                }
            }
            context.passed(i);
        }
        if (ownField) {
            scored.removeAll(fieldsOfOthers);
        }
        scored.sort(Comparator.comparingDouble((Scored s) -> -s.score).thenComparingInt(s -> s.sentence.start()));
        return withoutRepetition(scored);
    }

    /** A sentence that comes with a better one is not told again. */
    private static List<Scored> withoutRepetition(List<Scored> scored) {
        List<Scored> kept = new ArrayList<>();
        for (Scored one : scored) {
            if (kept.stream().noneMatch(other -> other.sentence.start() <= one.sentence.start() && one.sentence.end() <= other.sentence.end())) {
                kept.add(one);
            }
        }
        return kept;
    }

    /** The score of a text as one piece, where nothing around it is known; 0 when it shares too little. */
    double ofFragment(String text) {
        return best(text).stream().mapToDouble(Scored::score).max().orElse(0);
    }

    /** The share of the question's weighted words that stand anywhere in {@code text}: 0 to 1. */
    double coverage(String text) {
        Map<String, Double> present = matcher.shares(text);
        double all = 0;
        double found = 0;
        for (Term term : question.terms()) {
            all += term.weight();
            found += present.containsKey(term.term()) ? term.weight() : 0;
        }
        return all == 0 ? 0 : found / all;
    }

    /** Whether lines that a search shows hold a heading, below the title, of several words that the question all names: the name of a setting, such as {@code engine-strict}. */
    boolean namesHeadingIn(String shown) {
        return shown.lines().map(String::strip).anyMatch(line -> Lines.headingLevel(line) > 1 && matcher.isNamed(line) && matcher.shares(line).size() > 1);
    }

    /** A long compound tells what two words do in other languages. */
    private int wordsIn(Term term) {
        return question.words().compounds() && term.surface().length() >= LONG_COMPOUND ? 2 : 1;
    }

    private boolean enough(int matched) {
        return matched >= Math.min(2, Math.max(1, strongTerms()));
    }

    /** A word that stands in many of the sentences in sight tells little; one that stands in none might be a synonym away. */
    private Map<String, Double> weights(Map<String, Integer> frequency, int sentences) {
        Map<String, Double> weights = new HashMap<>();
        for (Term term : question.terms()) {
            int count = frequency.getOrDefault(term.term(), 0);
            double rarity = count == 0 ? ABSENT_RARITY : 1 - 0.75 * Math.log(count) / Math.log(Math.max(2, 1 + sentences));
            weights.put(term.term(), (isPartOfName(term) ? CHARACTER : 1) * term.weight() * rarity * inWhatWasFound().getOrDefault(term.term(), 1.0));
        }
        return weights;
    }

    /** Names that no dictionary has are divided into their characters, each of which would weigh as much as a word. */
    private boolean isPartOfName(Term term) {
        return question.isChinese() && term.term().length() == 1 && !term.anchor();
    }

    /** A word in all that the search found tells little of any of it: 1 for one that stands nowhere, less for others. */
    private Map<String, Double> inWhatWasFound() {
        if (commonness == null) {
            Map<String, Double> common = new HashMap<>();
            if (found.size() >= SEVERAL_FOUND) {
                found.forEach(text -> matcher.shares(text).forEach((term, share) -> common.merge(term, 1.0, Double::sum)));
                common.replaceAll((term, count) -> 1 - STANDS_EVERYWHERE * (count - 1) / found.size());
            }
            commonness = common;
        }
        return commonness;
    }

    /** Whether it is a name that nearly all that was found holds: the documents are about it, few of their sentences repeat that, and it tells none from another. */
    private boolean isSubject(Term term) {
        return subjects().contains(term.term());
    }

    private Set<String> subjects() {
        if (subjects == null) {
            Set<String> named = question.terms().stream().filter(term -> term.anchor() && inWhatWasFound().getOrDefault(term.term(), 1.0) <= SUBJECT_OF_ALL)
                    .map(Term::term).collect(Collectors.toSet());
            // one word alone stands in too many sentences
            subjects = question.terms().stream().filter(term -> term.strong() && !named.contains(term.term())).count() > 1 ? named : Set.of();
        }
        return subjects;
    }

    /** How many telling words an answer may hold. */
    private int strongTerms() {
        return (int) question.terms().stream().filter(term -> term.strong() && !isSubject(term)).count();
    }

    /**
     * @param foreign    how much less sentences of prose count, since the text is about something else
     * @param ownSection whether a section of the text is about what the question names
     */
    private Scored score(PassageContext context, int i, Map<String, Double> weights, double foreign, boolean ownSection) {
        Match match = context.text().match(i);
        Sentence sentence = context.text().sentence(i);
        double all = 0;
        double held = 0;
        double lent = 0;
        double borrowed = 0;
        int strong = 0;
        boolean anchors = false;
        boolean anchored = false;
        for (Term term : question.terms()) {
            double weight = weights.get(term.term());
            double share = Math.max(match.shares().getOrDefault(term.term(), 0.0), context.near(i, term.term()));
            if (isSubject(term)) {
                continue;
            }
            if (term.borrowed()) {
                lent += weight * share;
                borrowed = Math.max(borrowed, weight);
                continue;
            }
            all += weight;
            held += weight * share;
            strong += share >= TermMatcher.ASKED_NOT_TOLD && term.strong() ? wordsIn(term) : 0;
            anchors |= term.anchor();
            anchored |= term.anchor() && share > 0;
        }
        if (all == 0 || strong == 0) {
            return new Scored(sentence, 0, 0, null);
        }
        if (question.isChinese()) {
            held += matcher.resembled(sentence.text(), match.shares().keySet()).stream().mapToDouble(term -> weights.get(term) * Math.max(0, RESEMBLED - context.near(i, term))).sum();
        }
        // what the question before was about is welcome once, and hardly missed
        double score = (held + Math.min(lent, borrowed)) / (all + Math.max(BORROWED_MISSED * borrowed, Math.min(lent, borrowed)));
        if (anchors && !anchored) {
            score *= WITHOUT_ANCHOR;
        }
        if (match.heading()) {
            if (question.asksForRelease() && kind.holds(Question.Asks.WHEN, sentence.text()) && matcher.isNamed(sentence.text())) {
                score = Math.max(score, RELEASE);
                strong = strongTerms();
            } else if (context.text().isNamedHeading(i) && (strong >= strongTerms() || sectionHolds(context, i))) {
                score = Math.max(score, SUBJECT);
                strong = strongTerms();
            } else {
                score *= context.text().hasContent(i) ? HEADING_WITH_CONTENT : HEADING_ITSELF;
            }
        }
        if (match.row() != null && match.row().isHeader() || context.isTitleOfTable(i)) {
            score *= HEADING_ITSELF;
        }
        if (context.text().isLast(i) && match.kind() != Layout.Kind.FIELD && !sentence.text().matches("(?s).*\\p{P}")) {
            // Probably cut by the end of the chunk: the next chunk, which overlaps, holds it whole.
            score *= CUT_OFF;
        }
        // Long sentences hold more words by chance.
        score *= 1 - 0.05 * Math.max(0, Math.log(Math.max(1, match.words()) / 25.0));
        score += order(match) + kind.bonus(sentence.text());
        if (context.isProse(i)) {
            score += PASSAGE * (context.covered(weights) - USUAL_COVER) - foreign;
        }
        if (context.text().isStatement(i) && nameAlone.isAllOf(context, i) && !kind.isLifeOfWhoIsNamed(sentence.text())) {
            score = Math.min(score, NAME_ALONE);
        }
        if (ownSection && !context.text().isNamedHeading(i) && !context.isUnderNamedHeading(i) || context.isUnderOtherName(i) && namesSomething()) {
            score = Math.min(1, score) * OTHER_SECTION;
        }
        Sentence quoted = context.quoted(i, lacksKind(context, i) || nextTells(context, i));
        boolean lacksWord = strong < strongTerms() && !match.turn() && context.dateLine() == null;
        boolean lacksDefault = kind.lacksDefault(quoted.text()) && !matcher.mayTellDefault(match.row());
        if (lacksDefault || lacksWord && kind.lacksDateOrCount(quoted.text()) || turningPoint.isMissing(context, i, quoted)) {
            score = Math.min(score, NAME_ALONE);
        }
        return new Scored(quoted, Math.max(0, Math.min(1, score)), strong, above(context, i, quoted));
    }

    private boolean namesSomething() {
        return question.terms().stream().anyMatch(term -> term.anchor() && !isSubject(term));
    }

    /** Whether a section of the text is about what the question names by its name. */
    private boolean namesSection(MatchedText text) {
        return IntStream.range(0, text.size()).anyMatch(i -> text.isNamedHeading(i) && question.terms().stream().anyMatch(term -> term.anchor() && text.held(i, term.term())));
    }

    /** Whether a heading names something by its name, and what stands under it holds the telling words that the heading lacks. */
    private boolean sectionHolds(PassageContext context, int heading) {
        return question.terms().stream().anyMatch(term -> term.anchor() && context.text().held(heading, term.term()))
                && question.terms().stream().filter(term -> term.strong() && !term.borrowed() && !isSubject(term))
                .allMatch(term -> context.text().sectionHolds(heading, term.term()));
    }

    private Sentence above(PassageContext context, int i, Sentence quoted) {
        if (context.text().match(i).kind() == Layout.Kind.FIELD) {
            return context.headingOutside(quoted);
        }
        if (context.text().match(i).row() != null) {
            return columns(context, i);
        }
        Sentence term = context.termOutside(i, quoted);
        if (term != null) {
            return term;
        }
        Sentence name = context.nameOutside(i, quoted);
        if (name != null) {
            return name;
        }
        return question.asksWhen() && !AnswerKind.isDate(context.text().sentence(i).text()) ? context.dateLine() : null;
    }

    /** The years above the columns of a table say what the numbers of a row are of, whatever was asked. */
    private Sentence columns(PassageContext context, int i) {
        Sentence columns = context.columnsLine(i);
        return columns != null && (question.asksWhen() || columns.text().indexOf('\t') >= 0) ? columns : null;
    }

    /** Whether a sentence lacks the kind of thing asked for. Without capitals few names are known, so that there the next sentence must hold it. */
    private boolean lacksKind(PassageContext context, int i) {
        return kind.lacks(context.text().sentence(i).text())
                && (!question.words().unspaced() || !context.text().isLast(i) && !kind.lacks(context.text().sentence(i + 1).text()));
    }

    /** Whether the next sentence holds a telling word that this one lacks. */
    private boolean nextTells(PassageContext context, int i) {
        return !context.text().isLast(i) && question.terms().stream().filter(Term::strong).map(Term::term)
                .anyMatch(term -> !context.text().match(i).shares().containsKey(term) && context.text().match(i + 1).shares().containsKey(term));
    }

    /** Up to 0.15 for words of the question that stand close together, more in the same order. */
    private double order(Match match) {
        double bonus = 0;
        List<Term> terms = question.terms();
        for (int t = 0; t + 1 < terms.size(); t++) {
            Integer left = match.positions().get(terms.get(t).term());
            Integer right = match.positions().get(terms.get(t + 1).term());
            if (left != null && right != null) {
                int gap = right - left;
                bonus += gap > 0 && gap <= 2 ? 0.05 : Math.abs(gap) <= 4 ? 0.02 : 0;
            }
        }
        return Math.min(0.15, bonus);
    }
}
