package palimpsest.memory.document;

import java.util.UUID;

/**
 * A piece of a document that a model reads at once.
 *
 * @param id         from 0, in reading order over all documents of the index
 * @param startToken first token of the document in the chunk
 * @param endToken   one past the last
 * @param start      first code point in the document
 * @param end        one past the last
 */
public record Chunk(int id, UUID documentId, int startToken, int endToken, int start, int end) {}
