package palimpsest.evaluation.locomo;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;

/**
 * A long conversation of two people and questions about it.
 *
 * @param name  the file's name without its ending
 * @param turns in order, over all sessions
 */
public record LocomoConversation(String name, String speakerA, String speakerB, List<Turn> turns, List<Question> questions) {

    private static final int ADVERSARIAL = 5;

    public LocomoConversation {
        turns = List.copyOf(turns);
        questions = List.copyOf(questions);
    }

    /** The turn of that id, empty when there is none. */
    public Optional<Turn> turn(String id) {
        return turns.stream().filter(turn -> turn.id().equals(id)).findFirst();
    }

    /**
     * What somebody said.
     *
     * @param id      such as {@code D3:7}: session 3, turn 7
     * @param at      when the session began; null where the file gives no date that can be read
     * @param caption what a shared picture shows; null without a picture
     */
    public record Turn(String id, int session, LocalDateTime at, String speaker, String text, String caption) {

        /** What was said and shown, as one text. */
        public String content() {
            return caption == null || caption.isBlank() ? text : text + " [shares a picture: " + caption + "]";
        }
    }

    /**
     * A labelled question.
     *
     * @param answer   null for an adversarial question: the conversation does not answer it
     * @param evidence ids of the turns that hold the answer; ids that name no turn are left out
     * @param category 1 multi-hop, 2 temporal, 3 open domain, 4 single hop, 5 adversarial
     */
    public record Question(String text, String answer, List<String> evidence, int category) {

        public Question {
            evidence = List.copyOf(evidence);
        }

        /** The conversation does not answer it. */
        public boolean adversarial() {
            return category == ADVERSARIAL;
        }
    }
}
