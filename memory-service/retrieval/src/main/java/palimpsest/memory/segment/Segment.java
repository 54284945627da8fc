package palimpsest.memory.segment;

import java.util.Map;

/**
 * A text with its embedding, as an application gives it.
 *
 * @param id        unique in its collection; another segment of the same id replaces this one
 * @param text      null for an embedding alone
 * @param metadata  by name; values are strings, numbers, booleans, or lists of these
 * @param embedding of at least one dimension; null in a result that has none
 */
public record Segment(String id, String text, Map<String, Object> metadata, float[] embedding) {

    public Segment {
        if (id == null || id.isBlank()) {
            throw new IllegalArgumentException("A segment needs an id.");
        }
        metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
    }

    /** @param cosine of the segment's embedding with the one that was asked for, -1 to 1 */
    public record Found(Segment segment, double cosine) {}
}
