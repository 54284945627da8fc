package palimpsest.memory.note.structured;

import tools.jackson.databind.node.ObjectNode;

/** A note with a structure. Immutable: a change gives a new one, so that every version of the note stays what it was. */
public sealed interface StructuredNote permits Table, Ledger, Tree, StateMachine {

    /** {@code table}, {@code ledger}, {@code tree} or {@code state}. */
    String kind();

    /** The whole note; {@link StructuredNotes#parse} reads it back. */
    ObjectNode json();

    /** The note's content: its JSON text. */
    default String content() {
        return StructuredNotes.JSON.writeValueAsString(json());
    }
}
