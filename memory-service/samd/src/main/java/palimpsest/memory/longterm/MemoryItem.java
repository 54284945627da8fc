package palimpsest.memory.longterm;

import java.time.Instant;
import java.util.UUID;

/**
 * Something remembered, with all that is needed to show and to cite it.
 *
 * @param kind         {@code utterance}, {@code fact}, {@code preference} or {@code episode}
 * @param text         what is remembered
 * @param words        of the turn that it comes from; of an utterance the text itself
 * @param at           when they were said
 * @param conversation in which they were said: its id, or the name that a sender gave it
 * @param place        title of the conversation, or else its name
 * @param seq          number of the turn within the conversation
 * @param turn         its place among the turns of the conversation, where turns that follow each other have numbers that do; null for the same as {@code seq}
 * @param start        first code point of the words in the turn
 * @param standing     {@code stated}, {@code inferred} or {@code verified}
 * @param since        when it began to be true
 * @param until        when it ceased to be true; null while it lasts
 * @param corrects     short name of the one that it was said to correct; null for none
 * @param after        what the user said right before it in the conversation, where it begins with a pronoun for somebody; else null
 * @param afterTurn    where that was said; null for none
 * @param own          whether it is no text that others wrote: the user said it to this runtime, or the agent did in a conversation that no such
 *                     text had entered
 */
public record MemoryItem(UUID record, String kind, String text, String words, String speaker, Instant at, String conversation, String place, long seq, Long turn, int start,
                         String standing, Instant since, Instant until, String corrects, String after, TurnAt afterTurn, boolean own) {

    private static final int REFERENCE = 8;

    /** A turn of the same conversation. */
    public record TurnAt(long seq, Instant at) {}

    /** Short name of the record, for a model. */
    public String reference() {
        return reference(record);
    }

    static String reference(UUID record) {
        return record.toString().substring(0, REFERENCE);
    }
}
