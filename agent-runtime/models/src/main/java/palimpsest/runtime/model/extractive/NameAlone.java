package palimpsest.runtime.model.extractive;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import palimpsest.runtime.model.extractive.Question.Asks;
import palimpsest.runtime.model.extractive.Question.Term;

/**
 * Tells sentences that share nothing with a question but a name: "Who designed the Holm lighthouse?" is not answered by "The Holm lighthouse was lit in 1871."
 * A name is one run of words with capitals, with one other word at most; the words beside it tell what is asked.
 */
final class NameAlone {

    private static final String OF = "(?:of|the|de|del|la|los|las|du|des|di|da|do|von|vom|der|van)";
    /** Shares below it are lent by words around the sentence. */
    private static final double LENT_BY_PRONOUN = 0.6;

    private final Question question;
    private final List<Term> telling;

    NameAlone(Question question) {
        this.question = question;
        this.telling = question.terms().stream().filter(term -> term.strong() && !term.borrowed()).toList();
    }

    /** Whether a name is all that sentence {@code i} shares with the question, and its text lacks a word of what is asked. */
    boolean isAllOf(PassageContext context, int i) {
        List<Integer> held = new ArrayList<>();
        boolean lacking = false;
        for (int t = 0; t < telling.size(); t++) {
            Term term = telling.get(t);
            if (Math.max(context.text().match(i).shares().getOrDefault(term.term(), 0.0), context.near(i, term.term())) >= LENT_BY_PRONOUN) {
                held.add(t);
            } else {
                lacking |= tellsWhatIsAsked(term) && !context.text().holds(term.term());
            }
        }
        return lacking && !held.isEmpty() && held.getLast() - held.getFirst() + 1 == held.size() && isName(held);
    }

    /** A measure is asked with a word that its answer need not hold: "Wie hoch waren die Kosten?" */
    private boolean tellsWhatIsAsked(Term term) {
        boolean measure = question.asks().contains(Asks.HOW_MUCH) && !term.measure().isEmpty();
        return !isCapital(term) && !term.anchor() && !measure;
    }

    private boolean isName(List<Integer> held) {
        List<Integer> capitals = held.stream().filter(t -> isCapital(telling.get(t))).toList();
        // the first word of a question has a capital whatever it is
        boolean named = capitals.stream().anyMatch(t -> t > 0 || telling.get(t).anchor());
        return named && held.size() - capitals.size() <= 1 && standTogether(capitals.stream().map(t -> telling.get(t).surface()).toList());
    }

    /** Whether nothing but space or "of" stands between the words where the question holds them. */
    private boolean standTogether(List<String> words) {
        String between = "(?U)\\W+(?:" + OF + "\\W+)*";
        return Pattern.compile(words.stream().map(Pattern::quote).collect(Collectors.joining(between))).matcher(question.text()).find();
    }

    private static boolean isCapital(Term term) {
        return Character.isUpperCase(term.surface().codePointAt(0));
    }
}
