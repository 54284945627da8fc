package palimpsest.runtime.model.extractive;

import com.ibm.icu.text.Normalizer2;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import palimpsest.runtime.answer.text.Sentence;
import palimpsest.runtime.answer.text.Sentences;
import palimpsest.runtime.answer.text.TableRow;
import palimpsest.runtime.answer.text.Word;
import palimpsest.runtime.model.extractive.Question.Asks;
import palimpsest.runtime.model.extractive.Question.Term;

/** How well each sentence of a text answers a question, by the words that both share. */
final class Relevance {

    /** Below this, a sentence is not worth a note. */
    static final double NOTE = 0.36;
    /** Below this, the documents are said not to answer. */
    static final double FOUND = 0.42;
    /** From this on, reading further chunks is not worth the tokens. */
    static final double EXCELLENT = 0.92;

    private static final double ABSENT_RARITY = 0.85;
    /** A word inside a question of the text: it was asked there too, not told. */
    private static final double ASKED_NOT_TOLD = 0.5;
    /** "Thanks, Ann!" is said to Ann; what is said of Ann stands in her own turns. */
    private static final double ADDRESSED = 0.35;
    /** Shares of a word that stands not in the sentence but near it. */
    private static final double SENTENCE_BEFORE = 0.4;
    private static final double SAME_PARAGRAPH = 0.5;
    private static final int PARAGRAPH = 4;
    private static final double QUESTION_BEFORE = 0.6;
    private static final double OTHER_SPEAKER_ASKED = 0.75;
    private static final double HEADING_ABOVE = 0.25;
    private static final double DATE_ABOVE = 0.6;
    private static final double WITHOUT_ANCHOR = 0.75;
    private static final double BORROWED_MISSED = 0.3;
    private static final double CUT_OFF = 0.9;
    /** Headings announce, they do not tell. */
    private static final double HEADING_ITSELF = 0.5;
    /** The same with what stands under them. */
    private static final double HEADING_WITH_CONTENT = 0.85;
    /** What a heading lends to an item of the list right under it, and a column's name to a cell below. */
    private static final double HEADING_OF_LIST = 0.75;
    private static final double COLUMN_NAME = 0.9;
    /** What the sentence before lends to one that begins with a pronoun. */
    private static final double PRONOUN_FOR = 0.8;
    /** A word with another ending, where stemming leaves the two apart. */
    private static final double OTHER_ENDING = 0.6;
    /** "Deep" and "depth", where it is not said in a conversation: people use such words of anything. */
    private static final double SAME_MEASURE = 0.7;
    /** What it tells that the sentences around hold the question's words too: more than usual speaks for an answer, less against it. */
    private static final double PASSAGE = 0.3;
    private static final double USUAL_COVER = 0.5;
    private static final int SHORTEST_STEM = 5;
    private static final double STEM_SHARE = 0.7;
    /** A word of this length at the beginning or end of a longer one is a part of it: "Wald" is too short, "Regen" of "Regenwald" is not. */
    private static final int PART_OF_COMPOUND = 5;
    private static final int LEAST_REST = 3;
    /** How much less a word tells that stands in everything that the search found. */
    private static final double STANDS_EVERYWHERE = 0.5;
    private static final int SEVERAL_FOUND = 5;
    private static final int LONGEST_QUOTE = 700;

    private static final String MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember";
    private static final Pattern DATE = Pattern.compile("(?iU)\\b(?:1[0-9]|20)\\d{2}\\b|\\b\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}\\b|\\b(?:\\d{1,2}(?:st|nd|rd|th|\\.)?,? (?:of )?(?:" + MONTHS
            + ")|(?:" + MONTHS + ") \\d{1,4})\\b|\\d{1,4}年|\\d{1,2}月");
    /** A day, or a year that is all of its line. */
    private static final Pattern FULL_DATE = Pattern.compile("(?iU)\\b(?:\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}|\\d{4}-\\d\\d-\\d\\d)\\b|\\b(?:\\d{1,2}(?:st|nd|rd|th|\\.)?,? (?:of )?(?:" + MONTHS
            + ")|(?:" + MONTHS + ") \\d{1,4})\\b|\\d{1,4}年|\\d{1,2}月|^\\s*(?:1[0-9]|20)\\d{2}\\s*$");
    private static final int FEW_WORDS = 4;
    private static final Pattern RELATIVE_TIME = Pattern.compile("(?iU)\\b(?:yesterday|today|tonight|tomorrow|ago|(?:last|next|this|past|previous|following) (?:\\w+ )?(?:week|weekend|month|year|summer|winter|spring|fall|autumn|night|mon|tues|wednes|thurs|fri|satur|sun)\\w*|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
            + MONTHS.replace("|may|", "|") + "|gestern|heute|morgen)\\b|昨天|今天|明天|去年|今年");
    private static final Pattern QUANTITY = Pattern.compile("(?iU)\\d|\\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|hundred|thousand|million|dozen|once|twice|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|hundert|tausend)\\b|[一二三四五六七八九十百千万两]");
    private static final Pattern PLACE = Pattern.compile("\\b(?:in|at|near|from|to|on|aus|bei|nach|im|am) (?:the |der |dem |den )?\\p{Lu}");
    private static final Pattern CAUSE = Pattern.compile("(?iU)\\b(?:because|since|so that|due to|in order to|reason|weil|denn|damit|wegen)\\b|因为|由于|所以");
    static final Pattern NOTICE = Pattern.compile("(?i)[\\[(<…][^\\])>]{0,120}(?:truncat|omitted|left out|shortened|cut (?:off|here|after|to)|not shown)");

    private static final Pattern PRONOUN = Pattern.compile("(?U)^[\"“„«(]?(?:He|She|It|They|His|Her|Its|Their|This|These|Those|That|Such|Er|Sie|Es|Dies\\w*|Il|Elle|Ils|Elles|Ce|Cette|Ces|Él|Ella|Ellos|Ellas|Este|Esta|Estos|Estas|Su|Sus|Он|Она|Оно|Они|Его|Её|Их|Это|Этот|Эта|Эти|Bu|Onun|Onlar|Nó|Họ)\\b"
            + "|^(?:他|她|它|这|該|该|此|其|その|この|彼|그)");
    private static final Pattern NAME_INSIDE = Pattern.compile("(?U)(?<=[\\p{L}\\p{N},;)] )[\\p{Lu}][\\p{L}.'’-]+|^\\p{Lu}[\\p{L}.'’-]+ \\p{Lu}");
    private static final Pattern CODE_FENCE = Pattern.compile("^\\s*(?:```|~~~).*", Pattern.DOTALL);
    private static final Pattern LIST_ITEM = Pattern.compile("(?:[-*+•–] |\\d{1,3}[.)] ).*", Pattern.DOTALL);
    private static final Pattern NAME_OF_DOCUMENT = Pattern.compile("=== .* ===", Pattern.DOTALL);

    private final Question question;
    private final List<String> found;
    private final List<List<String>> headers;
    /** By term, once it was asked for. */
    private Map<String, Double> commonness;

    Relevance(Question question) {
        this(question, List.of());
    }

    /** @param found texts that the search shows, in order: they tell which words are common, and the columns' names of tables */
    Relevance(Question question, List<String> found) {
        this.question = question;
        this.found = found;
        this.headers = found.stream().flatMap(String::lines).map(TableRow::cells).filter(TableRow::namesColumns).distinct().toList();
    }

    /** The same of another question, with what the search shows. */
    Relevance of(Question other) {
        return new Relevance(other, found);
    }

    /**
     * @param score   0 to about 1: the share of the question's telling words that the sentence holds
     * @param dated   the nearest line above that holds a date, null when there is none or the sentence holds one itself
     * @param matched how many of the question's strong words it holds
     */
    record Scored(Sentence sentence, double score, int matched, Sentence dated) {}

    /** The sentences that share enough with the question, best first; ties in order of the text. */
    List<Scored> best(String text) {
        List<Sentence> sentences = Sentences.of(text);
        Map<Integer, TableRow> rows = new HashMap<>();
        TableRow.of(text).forEach(row -> rows.put(row.start(), row));
        Set<String> speakers = new HashSet<>();
        sentences.forEach(sentence -> speakers.addAll(question.words().terms(speaker(sentence))));
        List<Match> matches = sentences.stream().map(sentence -> match(sentence, speakers, rows.get(sentence.start()))).toList();
        Map<String, Integer> frequency = new HashMap<>();
        matches.forEach(match -> match.shares.keySet().forEach(term -> frequency.merge(term, 1, Integer::sum)));
        Map<String, Double> weights = weights(frequency, sentences.size());
        List<Scored> scored = new ArrayList<>();
        Context context = new Context(text, sentences, matches, speakers);
        for (int i = 0; i < sentences.size(); i++) {
            Scored candidate = score(context, i, weights);
            if (candidate.score >= NOTE && enough(candidate.matched) && !NOTICE.matcher(sentences.get(i).text()).find()) {
                scored.add(candidate);
            }
            context.passed(i);
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
        Map<String, Double> present = match(new Sentence(0, text.length(), text), Set.of(), null).shares;
        double all = 0;
        double found = 0;
        for (Term term : question.terms()) {
            all += term.weight();
            found += present.containsKey(term.term()) ? term.weight() : 0;
        }
        return all == 0 ? 0 : found / all;
    }

    /** Whether {@code text} names a day, a month with a number, or a year. */
    static boolean isDate(String text) {
        return DATE.matcher(text).find();
    }

    static boolean isListItem(String text) {
        return LIST_ITEM.matcher(text).matches();
    }

    /** Whether a line can date what stands below it: a heading with a date, neither a statement nor said by anyone. */
    static boolean isDateLine(Sentence sentence) {
        String text = sentence.text();
        if (text.length() > 160 || Sentences.isTurn(text) || text.matches("(?s).*[.!?。]") || LIST_ITEM.matcher(text).matches() || !isDate(text)) {
            return false;
        }
        boolean marked = text.startsWith("#") || text.startsWith("[") || text.startsWith("=");
        return marked || text.indexOf('\t') < 0 && text.indexOf('|') < 0 && text.indexOf(';') < 0 && restOfDate(text) <= FEW_WORDS && !text.matches("(?s).*\\p{L}: ?\\S.*")
                && FULL_DATE.matcher(text).find();
    }

    /** Words of a line that are no part of its dates. */
    private static long restOfDate(String text) {
        return Pattern.compile("[^\\p{L}]+").splitAsStream(FULL_DATE.matcher(text).replaceAll(" ")).filter(word -> word.length() > 2).count();
    }

    private boolean enough(int matched) {
        return matched >= Math.min(2, Math.max(1, question.strongTerms()));
    }

    /**
     * @param shares    by term: 1 when the sentence holds it, less when it only asks or addresses it
     * @param positions by term: the word it is, counted in content words
     */
    private record Match(Map<String, Double> shares, Map<String, Integer> positions, int words, boolean asks, boolean turn, boolean heading, boolean item, TableRow row) {}

    private Match match(Sentence sentence, Set<String> speakers, TableRow row) {
        String text = sentence.text();
        int said = speaker(sentence).length();
        Map<String, Double> shares = new HashMap<>();
        Map<String, Integer> positions = new HashMap<>();
        int count = question.words().unspaced() ? unspaced(text, shares, positions) : words(text, said, speakers, shares, positions);
        columns(row, shares);
        String stripped = text.stripTrailing();
        boolean asks = stripped.endsWith("?") || stripped.endsWith("？") || stripped.endsWith("؟");
        return new Match(shares, positions, count, asks, said > 0, text.startsWith("#") || NAME_OF_DOCUMENT.matcher(text).matches() || row == null && isDateLine(sentence),
                row != null && !row.isHeader() || LIST_ITEM.matcher(text).matches(), row);
    }

    private int words(String text, int said, Set<String> speakers, Map<String, Double> shares, Map<String, Integer> positions) {
        List<Word> words = question.words().withParts(text);
        for (int position = 0; position < words.size(); position++) {
            Word word = words.get(position);
            for (Term term : question.terms()) {
                double like = said == 0 && term.measure().contains(word.term()) ? SAME_MEASURE : alike(term, word, word.end() <= said);
                if (like > 0) {
                    boolean addressed = said > 0 && word.start() > said && speakers.contains(word.term());
                    double share = addressed ? ADDRESSED : isAsked(text, word.end()) ? ASKED_NOT_TOLD : 1;
                    shares.merge(term.term(), like * (word.end() <= said ? 1 : share), Math::max);
                    positions.putIfAbsent(term.term(), position);
                }
            }
        }
        return words.size();
    }

    /** The names of a row's columns stand for its cells. */
    private void columns(TableRow row, Map<String, Double> shares) {
        if (row == null || row.isHeader()) {
            return;
        }
        List<String> header = row.header() != null ? row.header()
                : headers.stream().filter(names -> names.size() == row.cells().size() && !names.equals(row.cells())).findFirst().orElse(List.of());
        for (int column = 0; column < Math.min(header.size(), row.cells().size()); column++) {
            if (!row.cells().get(column).isBlank()) {
                Map<String, Double> named = new HashMap<>();
                if (question.words().unspaced()) {
                    unspaced(header.get(column), named, new HashMap<>());
                } else {
                    words(header.get(column), 0, Set.of(), named, new HashMap<>());
                }
                named.forEach((term, share) -> shares.merge(term, COLUMN_NAME * share, Math::max));
            }
        }
    }

    /** Without spaces, a word is looked for anywhere, and one that is not there whole by its pairs of characters. @return the text's length in words, about */
    private int unspaced(String text, Map<String, Double> shares, Map<String, Integer> positions) {
        String normal = Normalizer2.getNFKCCasefoldInstance().normalize(text);
        for (Term term : question.terms()) {
            int at = normal.indexOf(term.term());
            if (at >= 0) {
                shares.put(term.term(), isAsked(normal, at + term.term().length()) ? ASKED_NOT_TOLD : 1);
                positions.put(term.term(), at / 2);
            } else if (term.term().length() > 2) {
                int pairs = term.term().length() - 1;
                long held = IntStream.range(0, pairs).filter(i -> normal.contains(term.term().substring(i, i + 2))).count();
                if (held * 2 >= pairs) {
                    shares.put(term.term(), OTHER_ENDING * held / pairs);
                }
            }
        }
        return normal.length() / 3;
    }

    /** Whether a word of the text stands for a term of the question: 1, less with another ending; a speaker may be called by the short form of the name. */
    private double alike(Term term, Word word, boolean speaks) {
        String asked = term.term();
        String told = word.term();
        if (asked.equals(told)) {
            return 1;
        }
        boolean shortened = speaks && term.anchor() && Math.min(asked.length(), told.length()) >= 3 && (told.startsWith(asked) || asked.startsWith(told));
        if (shortened) {
            return 1;
        }
        int longer = Math.max(asked.length(), told.length());
        if (question.words().compounds() && !word.number() && (isPart(asked, told) || isPart(told, asked))) {
            return OTHER_ENDING;
        }
        if (word.number() || Math.min(asked.length(), told.length()) < SHORTEST_STEM || asked.charAt(0) != told.charAt(0)) {
            return 0;
        }
        int common = 0;
        while (common < Math.min(asked.length(), told.length()) && asked.charAt(common) == told.charAt(common)) {
            common++;
        }
        return common >= SHORTEST_STEM && common >= STEM_SHARE * longer ? OTHER_ENDING : 0;
    }

    private static boolean isPart(String part, String compound) {
        return part.length() >= PART_OF_COMPOUND && compound.length() - part.length() >= LEAST_REST && (compound.startsWith(part) || compound.endsWith(part));
    }

    private static String speaker(Sentence sentence) {
        return Sentences.isTurn(sentence.text()) ? sentence.text().substring(0, sentence.text().indexOf(": ")) : "";
    }

    /** Whether the next end of a sentence after {@code from} is a question mark. */
    private static boolean isAsked(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '?' || c == '？') {
                return true;
            }
            boolean ends = c == '!' || c == '。' || c == '.' && (i + 1 == text.length() || Character.isWhitespace(text.charAt(i + 1)));
            if (ends) {
                return false;
            }
        }
        return false;
    }

    /** A word that stands in many of the sentences in sight tells little; one that stands in none might be a synonym away. */
    private Map<String, Double> weights(Map<String, Integer> frequency, int sentences) {
        Map<String, Double> weights = new HashMap<>();
        for (Term term : question.terms()) {
            int count = frequency.getOrDefault(term.term(), 0);
            double rarity = count == 0 ? ABSENT_RARITY : 1 - 0.75 * Math.log(count) / Math.log(Math.max(2, 1 + sentences));
            weights.put(term.term(), term.weight() * rarity * inWhatWasFound().getOrDefault(term.term(), 1.0));
        }
        return weights;
    }

    /** A word in all that the search found tells little of any of it: 1 for one that stands nowhere, less for others. */
    private Map<String, Double> inWhatWasFound() {
        if (commonness == null) {
            Map<String, Double> common = new HashMap<>();
            if (found.size() >= SEVERAL_FOUND) {
                found.forEach(text -> match(new Sentence(0, text.length(), text), Set.of(), null).shares.forEach((term, share) -> common.merge(term, 1.0, Double::sum)));
                common.replaceAll((term, count) -> 1 - STANDS_EVERYWHERE * (count - 1) / found.size());
            }
            commonness = common;
        }
        return commonness;
    }

    private Scored score(Context context, int i, Map<String, Double> weights) {
        Match match = context.matches.get(i);
        Sentence sentence = context.sentences.get(i);
        double all = 0;
        double held = 0;
        double lent = 0;
        double borrowed = 0;
        int strong = 0;
        boolean anchors = false;
        boolean anchored = false;
        for (Term term : question.terms()) {
            double weight = weights.get(term.term());
            double share = Math.max(match.shares.getOrDefault(term.term(), 0.0), context.near(i, term.term()));
            if (term.borrowed()) {
                lent += weight * share;
                borrowed = Math.max(borrowed, weight);
                continue;
            }
            all += weight;
            held += weight * share;
            strong += share >= ASKED_NOT_TOLD && term.strong() ? 1 : 0;
            anchors |= term.anchor();
            anchored |= term.anchor() && share > 0;
        }
        if (all == 0 || strong == 0) {
            return new Scored(sentence, 0, 0, null);
        }
        // what the question before was about is welcome once, and hardly missed
        double score = (held + Math.min(lent, borrowed)) / (all + Math.max(BORROWED_MISSED * borrowed, Math.min(lent, borrowed)));
        if (anchors && !anchored) {
            score *= WITHOUT_ANCHOR;
        }
        if (match.heading) {
            score *= context.hasContent(i) ? HEADING_WITH_CONTENT : HEADING_ITSELF;
        }
        if (match.row != null && match.row.isHeader()) {
            score *= HEADING_ITSELF;
        }
        if (i == context.sentences.size() - 1 && !sentence.text().matches("(?s).*\\p{P}")) {
            // Probably cut by the end of the chunk: the next chunk, which overlaps, holds it whole.
            score *= CUT_OFF;
        }
        // Long sentences hold more words by chance.
        score *= 1 - 0.05 * Math.max(0, Math.log(Math.max(1, match.words) / 25.0));
        score += order(match) + kind(sentence.text());
        if (context.isProse(i)) {
            score += PASSAGE * (context.covered(weights) - USUAL_COVER);
        }
        Sentence dated = isDate(sentence.text()) || context.dated < 0 ? null : context.sentences.get(context.dated);
        return new Scored(context.extended(i, question.asks().stream().anyMatch(asks -> !holds(asks, sentence.text()))), Math.max(0, Math.min(1, score)), strong, dated);
    }

    /** Up to 0.15 for words of the question that stand close together, more in the same order. */
    private double order(Match match) {
        double bonus = 0;
        List<Term> terms = question.terms();
        for (int t = 0; t + 1 < terms.size(); t++) {
            Integer left = match.positions.get(terms.get(t).term());
            Integer right = match.positions.get(terms.get(t + 1).term());
            if (left != null && right != null) {
                int gap = right - left;
                bonus += gap > 0 && gap <= 2 ? 0.05 : Math.abs(gap) <= 4 ? 0.02 : 0;
            }
        }
        return Math.min(0.15, bonus);
    }

    private boolean holds(Asks asks, String text) {
        return switch (asks) {
            case WHEN -> DATE.matcher(text).find() || RELATIVE_TIME.matcher(text).find();
            case HOW_MUCH -> QUANTITY.matcher(text).find();
            case WHERE -> PLACE.matcher(text).find();
            case WHY -> CAUSE.matcher(text).find();
            // whom the question names itself is not who is asked for
            case WHO -> NAME_INSIDE.matcher(text).results().anyMatch(name -> !question.text().contains(name.group()));
            case HOW_TO -> text.indexOf('`') >= 0 || text.stripTrailing().endsWith(":") || LIST_ITEM.matcher(text).matches();
        };
    }

    /** A little for a sentence that holds the kind of thing asked for. */
    private double kind(String text) {
        double bonus = 0;
        for (Asks asks : question.asks()) {
            bonus += holds(asks, text) ? 0.08 : 0;
        }
        return Math.min(0.12, bonus);
    }

    /** What stands around a sentence: the one before it, its heading, the last date above. */
    private static final class Context {
        private final String text;
        private final List<Sentence> sentences;
        private final List<Match> matches;
        private final Set<String> speakers;
        private int heading = -1;
        private int dated = -1;
        private double covered = -1;

        Context(String text, List<Sentence> sentences, List<Match> matches, Set<String> speakers) {
            this.text = text;
            this.sentences = sentences;
            this.matches = matches;
            this.speakers = speakers;
        }

        /** How much of a term is lent to sentence {@code i} by what stands around it. */
        double near(int i, String term) {
            Match here = matches.get(i);
            if (here.heading || here.turn && speakers.contains(term)) {
                return 0;
            }
            double ofHeading = here.item || leadIn(i) ? HEADING_OF_LIST : HEADING_ABOVE;
            double near = Math.max(held(heading, term) ? ofHeading : 0, held(dated, term) ? DATE_ABOVE : 0);
            int above = here.item ? leadInAbove(i) : -1;
            near = Math.max(near, held(above, term) ? HEADING_OF_LIST : 0);
            if (i == 0 || !held(i - 1, term)) {
                return Math.max(near, inParagraph(i, term) ? SAME_PARAGRAPH : 0);
            }
            Match before = matches.get(i - 1);
            if (before.row != null || matches.get(i).row != null) {
                return near;
            }
            boolean answers = before.asks && here.turn && before.turn && !speaker(sentences.get(i)).equals(speaker(sentences.get(i - 1)));
            double ofBefore = refersBack(i) ? PRONOUN_FOR : SENTENCE_BEFORE;
            return Math.max(near, answers ? OTHER_SPEAKER_ASKED : before.asks ? QUESTION_BEFORE : ofBefore);
        }

        /** Whether a sentence stands in prose of several sentences. */
        boolean isProse(int i) {
            return sentences.size() > PARAGRAPH / 2 && plain(i) && !leadIn(i);
        }

        /** The weighted share of the question's words that stand anywhere in the text: 0 to 1. */
        double covered(Map<String, Double> weights) {
            if (covered < 0) {
                double all = 0;
                double held = 0;
                for (Map.Entry<String, Double> weight : weights.entrySet()) {
                    all += weight.getValue();
                    held += weight.getValue() * matches.stream().mapToDouble(match -> match.shares.getOrDefault(weight.getKey(), 0.0)).max().orElse(0);
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

        private boolean held(int i, String term) {
            return i >= 0 && matches.get(i).shares.containsKey(term);
        }

        void passed(int i) {
            if (sentences.get(i).text().startsWith("#")) {
                heading = i;
            }
            if (matches.get(i).row == null && isDateLine(sentences.get(i))) {
                dated = i;
            }
        }

        /** A sentence that ends with a colon says what the list below it is of. */
        private boolean leadIn(int i) {
            String sentence = sentences.get(i).text().stripTrailing();
            return !matches.get(i).turn && (sentence.endsWith(":") || sentence.endsWith("："));
        }

        private int leadInAbove(int i) {
            int above = i - 1;
            while (above >= 0 && matches.get(above).item) {
                above--;
            }
            return above >= 0 && leadIn(above) ? above : -1;
        }

        private boolean refersBack(int i) {
            return i > 0 && !matches.get(i).turn && !matches.get(i - 1).turn && !matches.get(i - 1).heading && together(i - 1, i)
                    && PRONOUN.matcher(sentences.get(i).text()).find();
        }

        /** Whether two sentences in a row stand in one paragraph. */
        private boolean together(int before, int after) {
            return sentences.get(after).start() > sentences.get(before).end() && text.substring(sentences.get(before).end(), sentences.get(after).start()).indexOf("\n\n") < 0;
        }

        boolean hasContent(int i) {
            return sentences.get(i).text().startsWith("#") && i + 1 < sentences.size() && !matches.get(i + 1).heading && !matches.get(i + 1).turn;
        }

        /**
         * The sentence with what belongs to it: the list or code under a heading or after a colon, the sentence that its first pronoun stands for, and
         * where it lacks the kind of thing asked for, the next one.
         */
        Sentence extended(int i, boolean lacksKind) {
            Match here = matches.get(i);
            if (here.turn || here.row != null) {
                return sentences.get(i);
            }
            int from = refersBack(i) && lengthOf(i - 1, i) <= LONGEST_QUOTE ? i - 1 : i;
            int to = i;
            if (leadIn(i) || hasContent(i)) {
                to = endOfContent(from, i);
            } else if (lacksKind && !here.item && !here.heading && i + 1 < sentences.size() && plain(i + 1) && together(i, i + 1) && lengthOf(from, i + 1) <= LONGEST_QUOTE) {
                to = i + 1;
            }
            int start = sentences.get(from).start();
            int end = sentences.get(to).end();
            return from == to ? sentences.get(i) : new Sentence(start, end, text.substring(start, end));
        }

        private boolean plain(int i) {
            Match match = matches.get(i);
            return !match.turn && !match.heading && !match.item && match.row == null && !CODE_FENCE.matcher(sentences.get(i).text()).matches();
        }

        private int lengthOf(int from, int to) {
            return sentences.get(to).end() - sentences.get(from).start();
        }

        /** The last sentence of the code or the list that begins after {@code i}, or of one paragraph. */
        private int endOfContent(int from, int i) {
            int to = i;
            boolean fenced = false;
            for (int next = i + 1; next < sentences.size() && lengthOf(from, next) <= LONGEST_QUOTE && !matches.get(next).heading; next++) {
                boolean fence = CODE_FENCE.matcher(sentences.get(next).text()).matches();
                boolean listed = matches.get(next).item || matches.get(next).row != null;
                boolean first = next == i + 1;
                if (!fenced && !fence && !listed && !first && (matches.get(to).item || !together(to, next) || fenceEnded(i, to))) {
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
            return IntStream.rangeClosed(from, to).filter(k -> CODE_FENCE.matcher(sentences.get(k).text()).matches()).count() >= 2;
        }
    }
}
