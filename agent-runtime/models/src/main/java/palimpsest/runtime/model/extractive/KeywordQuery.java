package palimpsest.runtime.model.extractive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import palimpsest.memory.language.Word;
import palimpsest.runtime.model.extractive.Question.Term;

/** What to type into {@code searchEngine} for a question: alternatives separated by commas, the most telling first. */
final class KeywordQuery {

    private static final int MOST_KEYWORDS = 14;
    /** What stands between two words that are one name: "man-in-the-middle", {@code scrape_interval}. */
    private static final String JOINING = " -_./:\u2010\u2011";
    private static final Pattern SEPARATORS = Pattern.compile("[,，、;]+");

    private KeywordQuery() {}

    /** Quoted phrases, pairs of neighbouring words, then single words. Empty when the question has no content words. */
    static String first(Question question) {
        Set<String> keywords = new LinkedHashSet<>();
        // all of it: hardly a phrase that stands anywhere, but what is embedded and what a reranker judges by
        keywords.add(question.text());
        keywords.addAll(question.phrases());
        if (question.words().unspaced()) {
            pairsWithoutSpace(question).forEach(keywords::add);
            singles(question, term -> true).forEach(keywords::add);
        } else {
            pairs(question).forEach(keywords::add);
            singles(question, Term::strong).forEach(keywords::add);
            if (keywords.size() < 3) {
                singles(question, term -> true).forEach(keywords::add);
            }
            question.words().of(question.text()).forEach(word -> keywords.addAll(question.words().otherSpellings(word)));
        }
        return join(keywords);
    }

    /** Single words only, weak ones too, each with other forms that a document may use. */
    static String relaxed(Question question) {
        Set<String> keywords = new LinkedHashSet<>();
        for (String surface : singles(question, term -> true)) {
            keywords.add(surface);
        }
        for (Term term : question.terms()) {
            if (!term.anchor() && !question.words().unspaced()) {
                keywords.addAll(forms(term));
            }
        }
        return join(keywords);
    }

    private static List<String> forms(Term term) {
        String word = term.surface().toLowerCase(Locale.ROOT);
        List<String> forms = new ArrayList<>();
        if (term.term().length() >= 3 && !term.term().equals(word)) {
            forms.add(term.term());
        }
        if (word.length() >= 4) {
            forms.add(word.endsWith("s") ? word.substring(0, word.length() - 1) : word + "s");
        }
        return forms;
    }

    /** Where words are written without spaces, two in a row are often one longer word. */
    private static List<String> pairsWithoutSpace(Question question) {
        List<String> pairs = new ArrayList<>();
        List<Word> words = question.words().of(question.text());
        for (int i = 0; i + 1 < words.size(); i++) {
            if (words.get(i).end() == words.get(i + 1).start()) {
                pairs.add(words.get(i).surface() + words.get(i + 1).surface());
            }
        }
        return pairs;
    }

    /** Content words that stand side by side in the question are often one thing: "charity race", "Marrow Point". */
    private static List<String> pairs(Question question) {
        List<String> pairs = new ArrayList<>();
        List<Word> words = question.words().of(question.text());
        for (int i = 0; i + 1 < words.size(); i++) {
            Word left = words.get(i);
            Word right = words.get(i + 1);
            String between = question.text().substring(left.end(), right.start());
            if (between.length() == 1 && JOINING.contains(between) && strong(question, left) && strong(question, right)) {
                pairs.add(left.surface() + " " + right.surface());
            }
        }
        return pairs;
    }

    private static boolean strong(Question question, Word word) {
        return question.terms().stream().anyMatch(term -> term.strong() && term.term().equals(word.term()));
    }

    /** Long words are rare words, as long as nothing else is known of the documents. */
    private static List<String> singles(Question question, java.util.function.Predicate<Term> which) {
        return question.terms().stream().filter(which)
                .sorted(Comparator.comparingDouble((Term term) -> -term.weight()).thenComparing(term -> -term.surface().length()))
                .map(Term::surface).toList();
    }

    private static String join(Set<String> keywords) {
        return String.join(", ", keywords.stream().map(keyword -> SEPARATORS.matcher(keyword).replaceAll(" ").strip())
                .filter(keyword -> !keyword.isEmpty()).distinct().limit(MOST_KEYWORDS).toList());
    }
}
