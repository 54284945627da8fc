package palimpsest.memory.longterm;

import java.util.List;

/**
 * Turns of one conversation.
 *
 * @param conversation any name of it
 * @param turns        in order
 */
public record ConversationTurns(String conversation, List<NumberedTurn> turns) {

    public ConversationTurns {
        turns = List.copyOf(turns);
    }
}
