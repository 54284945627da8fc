package palimpsest.runtime.model.extractive;

import java.util.Map;
import java.util.regex.Pattern;
import palimpsest.memory.text.BackReference;

/**
 * Whether what a user tells goes on from what he told right before, so that both together answer a question: "That's on the 14th." after "I'm going to the dentist.", "We leave on
 * 3 May." after "I'm planning a trip to Lisbon." Known in English, German, French and Spanish.
 */
final class GoingOn {

    private static final int NEAR = 2; // turns
    private static final Pattern OF_ME = Pattern.compile("(?iU)\\b(?:i|we|us|ich|wir|uns|je|nous|yo|nosotr[oa]s|voy|vamos)\\b|\\bj['’]");

    private final Question question;
    private final AnswerKind kind;

    GoingOn(Question question) {
        this.question = question;
        this.kind = new AnswerKind(question);
    }

    /**
     * @param heldBefore how much of each term of the question {@code before} holds
     * @param held       the same of {@code memory}
     */
    boolean from(Remembered before, Map<String, Double> heldBefore, Remembered memory, Map<String, Double> held) {
        long apart = memory.turn() - before.turn();
        if (!before.byUser() || !memory.byUser() || before.turn() < 0 || apart < 1 || apart > NEAR || !before.conversation().equals(memory.conversation())) {
            return false;
        }
        boolean tells = question.asks().isEmpty() || !kind.lacks(memory.text());
        if (BackReference.pointsBack(memory.text())) {
            return apart == 1 && tells && !question.asks().isEmpty() && kind.lacks(before.text());
        }
        // what is asked about has a name, which stands only in what was told before
        return tells && OF_ME.matcher(before.text()).find() && question.terms().stream().anyMatch(term -> term.anchor() && !held.containsKey(term.term()) && heldBefore.containsKey(term.term()))
                && question.terms().stream().anyMatch(term -> term.strong() && !term.anchor() && held.containsKey(term.term()) && !heldBefore.containsKey(term.term()));
    }

    /** Both as one sentence. */
    static String together(Remembered before, Remembered memory) {
        return before.told().strip().replaceAll("[.!?…\\s]+$", "") + ", " + memory.told().strip();
    }
}
