package palimpsest.memory.ingest;

import java.time.Instant;

/**
 * What somebody said in a conversation.
 *
 * @param speaker not blank
 * @param at      when; null when not known
 * @param session turns of one session lend each other context, turns of different ones do not; empty when there is but one
 * @param text    not blank
 */
public record SessionTurn(String speaker, Instant at, String session, String text) {

    public SessionTurn {
        if (speaker.isBlank() || text.isBlank()) {
            throw new IllegalArgumentException("a turn has a speaker and a text");
        }
    }
}
