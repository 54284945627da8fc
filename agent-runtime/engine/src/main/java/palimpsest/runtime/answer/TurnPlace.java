package palimpsest.runtime.answer;

import java.time.Instant;

/**
 * A turn of a conversation.
 *
 * @param conversation id of the conversation, or the name that a sender gave it
 * @param seq          number of the turn within it
 */
public record TurnPlace(String conversation, long seq, String speaker, Instant at) {}
