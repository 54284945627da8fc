package palimpsest.memory.note;

import java.time.Instant;

/**
 * That somebody has notes.
 *
 * @param notes that stand, at least one
 * @param at    of their newest change
 */
public record NoteHolding(NoteOwner owner, int notes, Instant at) {}
