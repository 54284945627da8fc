package palimpsest.runtime.model.extractive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import palimpsest.runtime.answer.text.Sentence;
import palimpsest.runtime.answer.text.Sentences;
import palimpsest.runtime.answer.text.Word;
import palimpsest.runtime.model.extractive.Question.Asks;
import palimpsest.runtime.model.extractive.Question.Term;

/** How well each sentence of a text answers a question, by the words that both share. */
final class Relevance {

    /** Below this, a sentence is not worth a note. */
    static final double NOTE = 0.40;
    /** Below this, the documents are said not to answer. */
    static final double FOUND = 0.46;
    /** From this on, reading further chunks is not worth the tokens. */
    static final double EXCELLENT = 0.92;

    private static final double ABSENT_RARITY = 0.85;
    /** A word inside a question of the text: it was asked there too, not told. */
    private static final double ASKED_NOT_TOLD = 0.5;
    /** "Thanks, Ann!" is said to Ann; what is said of Ann stands in her own turns. */
    private static final double ADDRESSED = 0.35;
    /** Shares of a word that stands not in the sentence but near it. */
    private static final double SENTENCE_BEFORE = 0.3;
    private static final double QUESTION_BEFORE = 0.6;
    private static final double OTHER_SPEAKER_ASKED = 0.75;
    private static final double HEADING_ABOVE = 0.25;
    private static final double DATE_ABOVE = 0.6;
    private static final double WITHOUT_ANCHOR = 0.75;
    private static final double CUT_OFF = 0.9;
    /** Headings announce, they do not tell. */
    private static final double HEADING_ITSELF = 0.5;

    private static final String MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember";
    private static final Pattern DATE = Pattern.compile("(?iU)\\b(?:1[0-9]|20)\\d{2}\\b|\\b\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}\\b|\\b(?:\\d{1,2}(?:st|nd|rd|th|\\.)?,? (?:of )?(?:" + MONTHS
            + ")|(?:" + MONTHS + ") \\d{1,4})\\b|\\d{1,4}年|\\d{1,2}月");
    private static final Pattern RELATIVE_TIME = Pattern.compile("(?iU)\\b(?:yesterday|today|tonight|tomorrow|ago|(?:last|next|this|past|previous|following) (?:\\w+ )?(?:week|weekend|month|year|summer|winter|spring|fall|autumn|night|mon|tues|wednes|thurs|fri|satur|sun)\\w*|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
            + MONTHS.replace("|may|", "|") + "|gestern|heute|morgen)\\b|昨天|今天|明天|去年|今年");
    private static final Pattern QUANTITY = Pattern.compile("(?iU)\\d|\\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|hundred|thousand|million|dozen|once|twice|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|hundert|tausend)\\b|[一二三四五六七八九十百千万两]");
    private static final Pattern PLACE = Pattern.compile("\\b(?:in|at|near|from|to|on|aus|bei|nach|im|am) (?:the |der |dem |den )?\\p{Lu}");
    private static final Pattern CAUSE = Pattern.compile("(?iU)\\b(?:because|since|so that|due to|in order to|reason|weil|denn|damit|wegen)\\b|因为|由于|所以");
    static final Pattern NOTICE = Pattern.compile("(?i)[\\[(<…][^\\])>]{0,120}(?:truncat|omitted|left out|shortened|cut (?:off|here|after|to)|not shown)");

    private final Question question;

    Relevance(Question question) {
        this.question = question;
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
        Set<String> speakers = new HashSet<>();
        sentences.forEach(sentence -> speakers.addAll(question.words().terms(speaker(sentence))));
        List<Match> matches = sentences.stream().map(sentence -> match(sentence, speakers)).toList();
        Map<String, Integer> frequency = new HashMap<>();
        matches.forEach(match -> match.shares.keySet().forEach(term -> frequency.merge(term, 1, Integer::sum)));
        Map<String, Double> weights = weights(frequency, sentences.size());
        List<Scored> scored = new ArrayList<>();
        Context context = new Context(sentences, matches, speakers);
        for (int i = 0; i < sentences.size(); i++) {
            Scored candidate = score(context, i, weights);
            if (candidate.score >= NOTE && enough(candidate.matched) && !NOTICE.matcher(sentences.get(i).text()).find()) {
                scored.add(candidate);
            }
            context.passed(i);
        }
        scored.sort(Comparator.comparingDouble((Scored s) -> -s.score).thenComparingInt(s -> s.sentence.start()));
        return scored;
    }

    /** The score of a text as one piece, where nothing around it is known; 0 when it shares too little. */
    double ofFragment(String text) {
        return best(text).stream().mapToDouble(Scored::score).max().orElse(0);
    }

    /** The share of the question's weighted words that stand anywhere in {@code text}: 0 to 1. */
    double coverage(String text) {
        Set<String> present = question.words().terms(text);
        double all = 0;
        double found = 0;
        for (Term term : question.terms()) {
            all += term.weight();
            found += present.contains(term.term()) ? term.weight() : 0;
        }
        return all == 0 ? 0 : found / all;
    }

    /** Whether {@code text} names a day, a month with a number, or a year. */
    static boolean isDate(String text) {
        return DATE.matcher(text).find();
    }

    /** Whether a line can date what stands below it: a heading with a date, neither a statement nor said by anyone. */
    static boolean isDateLine(Sentence sentence) {
        String text = sentence.text();
        return text.length() <= 160 && !Sentences.isTurn(text) && !text.matches("(?s).*[.!?。]") && isDate(text);
    }

    private boolean enough(int matched) {
        return matched >= Math.min(2, Math.max(1, question.strongTerms()));
    }

    /**
     * @param shares    by term: 1 when the sentence holds it, less when it only asks or addresses it
     * @param positions by term: the word it is, counted in content words
     */
    private record Match(Map<String, Double> shares, Map<String, Integer> positions, int words, boolean asks, boolean turn, boolean heading) {}

    private Match match(Sentence sentence, Set<String> speakers) {
        String text = sentence.text();
        int said = speaker(sentence).length();
        Map<String, Double> shares = new HashMap<>();
        Map<String, Integer> positions = new HashMap<>();
        List<Word> words = question.words().of(text);
        for (int position = 0; position < words.size(); position++) {
            Word word = words.get(position);
            String term = wanted(word, word.end() <= said);
            if (term != null) {
                boolean addressed = said > 0 && word.start() > said && speakers.contains(word.term());
                double share = addressed ? ADDRESSED : isAsked(text, word.end()) ? ASKED_NOT_TOLD : 1;
                shares.merge(term, word.end() <= said ? 1 : share, Math::max);
                positions.putIfAbsent(term, position);
            }
        }
        String stripped = text.stripTrailing();
        return new Match(shares, positions, words.size(), stripped.endsWith("?") || stripped.endsWith("？"), said > 0, text.startsWith("#") || isDateLine(sentence));
    }

    /** The term of the question that a word of the text stands for; a speaker may be called by the short form of the name. */
    private String wanted(Word word, boolean speaks) {
        for (Term term : question.terms()) {
            boolean shortened = speaks && term.anchor() && Math.min(term.term().length(), word.term().length()) >= 3
                    && (word.term().startsWith(term.term()) || term.term().startsWith(word.term()));
            if (term.term().equals(word.term()) || shortened) {
                return term.term();
            }
        }
        return null;
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
            weights.put(term.term(), term.weight() * rarity);
        }
        return weights;
    }

    private Scored score(Context context, int i, Map<String, Double> weights) {
        Match match = context.matches.get(i);
        Sentence sentence = context.sentences.get(i);
        double all = 0;
        double found = 0;
        int strong = 0;
        boolean anchors = false;
        boolean anchored = false;
        for (Term term : question.terms()) {
            double weight = weights.get(term.term());
            double share = Math.max(match.shares.getOrDefault(term.term(), 0.0), context.near(i, term.term()));
            all += weight;
            found += weight * share;
            strong += share >= ASKED_NOT_TOLD && term.strong() ? 1 : 0;
            anchors |= term.anchor();
            anchored |= term.anchor() && share > 0;
        }
        if (all == 0 || strong == 0) {
            return new Scored(sentence, 0, 0, null);
        }
        double score = found / all;
        if (anchors && !anchored) {
            score *= WITHOUT_ANCHOR;
        }
        if (match.heading) {
            score *= HEADING_ITSELF;
        }
        if (i == context.sentences.size() - 1 && !sentence.text().matches("(?s).*\\p{P}")) {
            // Probably cut by the end of the chunk: the next chunk, which overlaps, holds it whole.
            score *= CUT_OFF;
        }
        // Long sentences hold more words by chance.
        score *= 1 - 0.05 * Math.max(0, Math.log(Math.max(1, match.words) / 25.0));
        score += order(match) + kind(sentence.text());
        Sentence dated = isDate(sentence.text()) || context.dated < 0 ? null : context.sentences.get(context.dated);
        return new Scored(sentence, Math.max(0, Math.min(1, score)), strong, dated);
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

    /** A little for a sentence that holds the kind of thing asked for. */
    private double kind(String text) {
        double bonus = 0;
        for (Asks asks : question.asks()) {
            boolean held = switch (asks) {
                case WHEN -> DATE.matcher(text).find() || RELATIVE_TIME.matcher(text).find();
                case HOW_MUCH -> QUANTITY.matcher(text).find();
                case WHERE -> PLACE.matcher(text).find();
                case WHY -> CAUSE.matcher(text).find();
            };
            bonus += held ? 0.08 : 0;
        }
        return Math.min(0.12, bonus);
    }

    /** What stands around a sentence: the one before it, its heading, the last date above. */
    private static final class Context {
        private final List<Sentence> sentences;
        private final List<Match> matches;
        private final Set<String> speakers;
        private int heading = -1;
        private int dated = -1;

        Context(List<Sentence> sentences, List<Match> matches, Set<String> speakers) {
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
            double near = Math.max(held(heading, term) ? HEADING_ABOVE : 0, held(dated, term) ? DATE_ABOVE : 0);
            if (i == 0 || !held(i - 1, term)) {
                return near;
            }
            Match before = matches.get(i - 1);
            boolean answers = before.asks && here.turn && before.turn && !speaker(sentences.get(i)).equals(speaker(sentences.get(i - 1)));
            return Math.max(near, answers ? OTHER_SPEAKER_ASKED : before.asks ? QUESTION_BEFORE : SENTENCE_BEFORE);
        }

        private boolean held(int i, String term) {
            return i >= 0 && matches.get(i).shares.containsKey(term);
        }

        void passed(int i) {
            if (sentences.get(i).text().startsWith("#")) {
                heading = i;
            }
            if (isDateLine(sentences.get(i))) {
                dated = i;
            }
        }
    }
}
