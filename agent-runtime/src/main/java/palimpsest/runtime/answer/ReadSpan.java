package palimpsest.runtime.answer;

import java.util.UUID;

/**
 * A stretch of a document that the agent read.
 *
 * @param document the document's name
 * @param chunkId  the chunk it was read as, null when the document was loaded whole
 * @param start    its first code point in the document, from 0
 * @param text     exactly what stands in the document from there on
 */
public record ReadSpan(UUID documentId, String document, Integer chunkId, int start, String text) {}
