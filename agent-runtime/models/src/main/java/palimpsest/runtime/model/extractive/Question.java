package palimpsest.runtime.model.extractive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import palimpsest.runtime.answer.text.Languages;
import palimpsest.runtime.answer.text.Word;
import palimpsest.runtime.answer.text.Words;

/**
 * A question as the policy sees it: the words that an answer should share, and what kind of answer it asks for.
 *
 * @param text  as the user wrote it
 * @param words how texts are compared with it
 * @param terms the different content words, in order of appearance
 */
record Question(String text, Words words, List<Term> terms, List<String> phrases, Set<Asks> asks) {

    /** What a question wants to know besides its words. */
    enum Asks { WHEN, HOW_MUCH, WHERE, WHY }

    /**
     * @param weight how telling the word is before anything is known of the documents: 0.3 to 1.6
     * @param strong whether a match of this word means anything by itself
     * @param anchor a name or a number: an answer that lacks all of them is about something else
     */
    record Term(String term, String surface, double weight, boolean strong, boolean anchor) {}

    private static final double QUOTED = 1.6;
    private static final double NUMBER = 1.5;
    private static final double NAME = 1.3;
    private static final double PLAIN = 1.0;
    private static final double WEAK = 0.3;
    /** What the question before lends to one that only says "she" or "there". */
    private static final double BORROWED = 0.6;

    /** Words that many questions hold and few answers repeat. */
    private static final Set<String> WEAK_WORDS = Set.of(("many much kind kinds type types sort sorts thing things name names named called tell say says "
            + "said mention mentioned mentions describe described according document documents text texts file files happen happened happens "
            + "person people someone something anything time times date day year month way ways reason reasons long often first last recent recently "
            + "currently different various specific particular exactly main example give given get got do done make made use used go went going "
            + "ever still answer question know known find found think feel like want new good one two ist wurde hat gibt heißt heisst viele").split(" "));
    private static final Pattern REFERS_BACK = Pattern.compile("(?iU)\\b(?:he|she|it|they|him|her|his|hers|its|their|theirs|them|that|there|this|those|er|sie|ihr|sein|dort)\\b");
    private static final Pattern QUOTED_PHRASE = Pattern.compile("[\"“„«]([^\"“”„«»]{2,80})[\"”“»]");
    private static final Pattern WHEN = Pattern.compile("(?iU)\\b(?:when|what (?:date|day|year|month|time)|which (?:date|day|year|month)|wann|in welchem jahr|quand|cuándo)\\b|什么时候|何时|哪年|哪一年");
    private static final Pattern HOW_MUCH = Pattern.compile("(?iU)\\bhow (?:many|much|long|old|far|high|tall|often|big|large|deep|heavy|fast)\\b|\\b(?:wie ?viele?|wie (?:hoch|alt|lang|lange|tief|schwer))\\b|多少|几");
    private static final Pattern WHERE = Pattern.compile("(?iU)\\b(?:where|which (?:city|country|place|town)|what (?:city|country|place|town)|wo|woher|wohin)\\b|哪里|哪儿|何处");
    private static final Pattern WHY = Pattern.compile("(?iU)\\b(?:why|how come|what (?:reason|caused)|warum|weshalb|wieso)\\b|为什么|为何");
    private static final Pattern FUNCTION_CHARACTERS = Pattern.compile("[的是了在什么谁哪吗呢和与怎几何嗎麼誰個个这那有被把对于のはがをにでともへや]");

    static Question of(String text, String earlier, Languages languages) {
        Words words = languages.of(text);
        List<String> phrases = phrases(text);
        Map<String, Term> terms = new LinkedHashMap<>();
        for (Word word : words.of(text)) {
            if (words.ideographic() && word.surface().length() > 1 && FUNCTION_CHARACTERS.matcher(word.surface()).find()) {
                continue;
            }
            Term term = term(word, phrases);
            terms.merge(word.term(), term, (a, b) -> a.weight >= b.weight ? a : b);
        }
        boolean elliptic = terms.values().stream().filter(Term::strong).count() < 2 || REFERS_BACK.matcher(text).find()
                && terms.values().stream().noneMatch(Term::anchor);
        if (elliptic && earlier != null) {
            for (Word word : words.of(earlier)) {
                Term term = term(word, List.of());
                if (term.strong) {
                    terms.putIfAbsent(word.term(), new Term(term.term, term.surface, BORROWED * term.weight, false, false));
                }
            }
        }
        return new Question(text, words, List.copyOf(terms.values()), phrases, asks(text));
    }

    private static Term term(Word word, List<String> phrases) {
        boolean quoted = phrases.stream().anyMatch(phrase -> phrase.contains(word.surface()));
        boolean weak = !word.name() && !quoted && WEAK_WORDS.contains(word.surface().toLowerCase(Locale.ROOT));
        double weight = quoted ? QUOTED : word.number() ? NUMBER : word.name() ? NAME : weak ? WEAK : PLAIN;
        return new Term(word.term(), word.surface(), weight, !weak, word.number() || word.name());
    }

    private static List<String> phrases(String text) {
        List<String> phrases = new ArrayList<>();
        Matcher matcher = QUOTED_PHRASE.matcher(text);
        while (matcher.find()) {
            phrases.add(matcher.group(1).strip());
        }
        return phrases;
    }

    private static Set<Asks> asks(String text) {
        List<Asks> asks = new ArrayList<>();
        if (WHEN.matcher(text).find()) {
            asks.add(Asks.WHEN);
        }
        if (HOW_MUCH.matcher(text).find()) {
            asks.add(Asks.HOW_MUCH);
        }
        if (WHERE.matcher(text).find()) {
            asks.add(Asks.WHERE);
        }
        if (WHY.matcher(text).find()) {
            asks.add(Asks.WHY);
        }
        return Set.copyOf(asks);
    }

    boolean asksWhen() {
        return asks.contains(Asks.WHEN);
    }

    long strongTerms() {
        return terms.stream().filter(Term::strong).count();
    }
}
