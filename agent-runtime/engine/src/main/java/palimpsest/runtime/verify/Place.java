package palimpsest.runtime.verify;

import java.util.UUID;

/**
 * A stretch of a stored document.
 *
 * @param start first code point
 * @param end   one past the last
 */
public record Place(UUID documentId, int start, int end) {}
