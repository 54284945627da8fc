package palimpsest.runtime.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import palimpsest.memory.language.FixedWords;
import palimpsest.memory.language.Languages;
import palimpsest.memory.language.Sentence;
import palimpsest.memory.language.Sentences;

/**
 * An answer with its citations and which of its sentences they support.
 *
 * @param citations of the answer as a whole, then those that single sentences add
 */
public record AnswerSupport(List<Citation> citations, List<SentenceSupport> sentences) {

    private static final Pattern REFERENCE = Pattern.compile("[\\[(（][^\\])）]*[\\])）]");
    private static final Languages LANGUAGES = Languages.shared();

    public AnswerSupport {
        citations = List.copyOf(citations);
        sentences = List.copyOf(sentences);
    }

    /**
     * @param read  as {@link CitationResolver#resolve} has it
     * @param texts of the run
     */
    public static AnswerSupport of(CitationResolver resolver, String question, String given, List<ReadSpan> read, ReadTexts texts) {
        String answer = RecalledWords.withoutTitles(given, read);
        List<Citation> citations = new ArrayList<>(resolver.resolve(question, answer, read, texts));
        boolean nothing = claimsNothing(answer);
        List<SentenceSupport> sentences = new ArrayList<>();
        List<Sentence> all = sentences(answer);
        AnswerMarkup markup = AnswerMarkup.of(answer);
        for (int i = 0; i < all.size(); i++) {
            Sentence sentence = all.get(i);
            int start = answer.codePointCount(0, sentence.start());
            int end = start + answer.codePointCount(sentence.start(), sentence.end());
            boolean claim = !nothing && markup.isProse(sentence) && claimsSomething(sentence.text());
            List<Integer> cited = claim ? cited(resolver.resolve(question, withReference(answer, all, i), read, texts), citations) : List.of();
            sentences.add(new SentenceSupport(start, end, claim, !claim || !cited.isEmpty(), cited));
        }
        return new AnswerSupport(citations, sentences);
    }

    /** The sentences of an answer that claim something, in its order, to the character. */
    public static List<String> claims(String answer) {
        AnswerMarkup markup = AnswerMarkup.of(answer);
        return claimsNothing(answer) ? List.of()
                : sentences(answer).stream().filter(markup::isProse).map(Sentence::text).filter(AnswerSupport::claimsSomething).toList();
    }

    private static boolean claimsNothing(String answer) {
        return CitationResolver.saysNothingFound(answer) || FixedWords.saysWhatWasDone(answer);
    }

    private static List<Sentence> sentences(String answer) {
        return Sentences.of(answer).stream().map(Sentences::withoutItemNumber).toList();
    }

    private static boolean claimsSomething(String sentence) {
        String bare = REFERENCE.matcher(sentence).replaceAll(" ").strip();
        return !bare.endsWith(":") && !bare.endsWith("?") && !CitationResolver.saysNothingFound(sentence) && !LANGUAGES.of(bare).of(bare).isEmpty();
    }

    /** The sentence with the chunk that is named behind it. */
    private static String withReference(String answer, List<Sentence> all, int i) {
        int to = i + 1 < all.size() ? all.get(i + 1).start() : answer.length();
        return answer.substring(all.get(i).start(), to);
    }

    private static List<Integer> cited(List<Citation> own, List<Citation> citations) {
        List<Integer> places = new ArrayList<>();
        for (Citation citation : own) {
            Optional<Citation> known = citations.stream().filter(other -> citation.within(other) || other.within(citation)).findFirst();
            if (known.isEmpty()) {
                citations.add(citation);
            }
            int place = citations.indexOf(known.orElse(citation));
            if (!places.contains(place)) {
                places.add(place);
            }
        }
        return places;
    }
}
