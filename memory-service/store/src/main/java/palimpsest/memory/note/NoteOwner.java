package palimpsest.memory.note;

/**
 * Who a lasting note belongs to.
 *
 * @param id the agent's id, or the user's as clients name it
 */
public record NoteOwner(NoteScope scope, String id) {}
