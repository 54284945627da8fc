package palimpsest.memory.longterm;

import palimpsest.memory.gate.Turn;

/**
 * A turn with its number in its conversation, by which it is taken in once however often it is sent.
 *
 * @param seq     unique within the conversation, growing
 * @param answers number of the turn that it answers: forgotten with that, it is not taken in either; null for none
 */
public record NumberedTurn(long seq, Turn turn, Long answers) {

    /** A turn that answers no other. */
    public NumberedTurn(long seq, Turn turn) {
        this(seq, turn, null);
    }
}
