package palimpsest.runtime.model.extractive;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import palimpsest.memory.language.Word;
import palimpsest.runtime.model.extractive.Question.Term;

/**
 * Tells passages that are about something else than the question: they lack a name that it names, hold half a name as a part of another
 * ("Joan Shea" for "Joan Holt"), or the question has words that nothing holds that a search found. A name that only documents are called by is lacked by none of their passages.
 */
final class OtherSubject {

    private static final double LACKS_NAME = 0.2;
    private static final double NAME_OF_ANOTHER = 0.5;
    /** Of a question none of whose words any text holds. A compound is seldom repeated as it is, so that its absence tells nothing. */
    private static final double UNKNOWN = 0.1;

    private final Question question;
    private final List<Word> names;
    private final List<String> documents;

    /** @param documents names of those that a search found */
    OtherSubject(Question question, List<String> documents) {
        this.question = question;
        this.documents = documents.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        this.names = question.words().of(question.text()).stream().filter(word -> word.name() && !word.number()).toList();
    }

    /**
     * How much less a sentence of a passage counts, 0 to 0.6.
     *
     * @param held  terms of the question that the passage holds
     * @param found terms that some text of several found ones holds; empty where there was no search
     */
    double of(String passage, Set<String> held, Set<String> found) {
        boolean lacksName = !found.isEmpty() && question.terms().stream().filter(OtherSubject::isName)
                .anyMatch(name -> !held.contains(name.term()) && (found.contains(name.term()) || !isOfDocument(name)));
        double unknown = found.isEmpty() || question.words().compounds() ? 0 : UNKNOWN * unknown(held, found);
        return (holdsNameOfAnother(passage, held) ? NAME_OF_ANOTHER : lacksName ? LACKS_NAME : 0) + unknown;
    }

    /** The weighted share of the question's telling words that stand nowhere. */
    private double unknown(Set<String> held, Set<String> found) {
        double all = 0;
        double unknown = 0;
        for (Term term : question.terms()) {
            if (term.strong() && !term.borrowed()) {
                all += term.weight();
                unknown += found.contains(term.term()) || held.contains(term.term()) ? 0 : term.weight();
            }
        }
        return all == 0 ? 0 : unknown / all;
    }

    private static boolean isName(Term term) {
        return term.anchor() && term.strong() && !term.borrowed() && term.surface().codePoints().noneMatch(Character::isDigit);
    }

    private boolean isOfDocument(Term name) {
        return documents.stream().anyMatch(document -> document.contains(name.surface().toLowerCase(Locale.ROOT)));
    }

    private boolean holdsNameOfAnother(String passage, Set<String> held) {
        for (int i = 0; i + 1 < names.size(); i++) {
            Word first = names.get(i);
            Word last = names.get(i + 1);
            boolean together = last.start() > first.end() && question.text().substring(first.end(), last.start()).equals(" ");
            if (together && held.contains(first.term()) && !held.contains(last.term()) && isFollowedByCapitals(passage, first.surface())) {
                return true;
            }
        }
        return false;
    }

    /** Whether a word stands somewhere, and a word with a capital follows wherever it does: as a first name that belongs to others. */
    private static boolean isFollowedByCapitals(String passage, String word) {
        Matcher places = Pattern.compile("(?U)\\b" + Pattern.quote(word) + "\\b(\\s+\\p{Lu}\\p{L})?").matcher(passage);
        boolean stands = false;
        while (places.find()) {
            if (places.group(1) == null) {
                return false;
            }
            stands = true;
        }
        return stands;
    }
}
