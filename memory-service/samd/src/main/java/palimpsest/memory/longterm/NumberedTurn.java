package palimpsest.memory.longterm;

import java.util.List;
import palimpsest.memory.gate.Turn;

/**
 * A turn with its number in its conversation, by which it is taken in once however often it is sent.
 *
 * @param seq     unique within the conversation, growing
 * @param answers number of the turn that it answers: forgotten with that, it is not taken in either; null for none
 * @param cited   what an answer right before it cites, which it may correct; empty where there was none
 */
public record NumberedTurn(long seq, Turn turn, Long answers, List<CitedTurn> cited) {

    public NumberedTurn {
        cited = List.copyOf(cited);
    }

    public NumberedTurn(long seq, Turn turn, Long answers) {
        this(seq, turn, answers, List.of());
    }

    /** A turn that answers no other. */
    public NumberedTurn(long seq, Turn turn) {
        this(seq, turn, null);
    }
}
