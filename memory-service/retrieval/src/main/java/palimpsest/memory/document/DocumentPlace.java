package palimpsest.memory.document;

import java.util.UUID;

/**
 * A place in a document.
 *
 * @param at the code point that stands there, from 0
 */
public record DocumentPlace(UUID documentId, int at) {}
