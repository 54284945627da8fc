package palimpsest.memory.document;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import palimpsest.memory.text.TokenOffsets;

/**
 * Divides documents into chunks of a number of tokens. Chunk ids run from 0 over all documents in order, and no chunk
 * spans two documents. Nothing is stored: the same documents and sizes give the same chunks. Immutable.
 */
public final class ReadingIndex {

    private record Part(Source source, int firstChunk, int chunks) {
        TokenOffsets offsets() {
            return source.offsets().get();
        }
    }

    private final int chunkSize;
    private final int overlap;
    private final List<Part> parts;
    private final Map<UUID, Part> byDocument;
    private final int size;

    /**
     * A document to divide.
     *
     * @param tokens  of its text
     * @param offsets of these tokens; asked for each time that a chunk of the document is, and not before
     */
    public record Source(UUID documentId, int tokens, Supplier<TokenOffsets> offsets) {

        public Source(UUID documentId, TokenOffsets offsets) {
            this(documentId, offsets.size(), () -> offsets);
        }
    }

    /**
     * @param sources   in reading order; the first counts when a document occurs twice
     * @param chunkSize tokens of a chunk, 1 or more; the last chunk of a document may be shorter
     * @param overlap   tokens that a chunk shares with the one before, 0 to {@code chunkSize - 1}
     * @throws IllegalArgumentException when a size is out of its range; the message says which and what to use
     */
    public ReadingIndex(List<Source> sources, int chunkSize, int overlap) {
        if (chunkSize <= 0) {
            throw new IllegalArgumentException("chunk_size must be > 0, but is " + chunkSize + ": use for example 4000");
        }
        if (overlap < 0) {
            throw new IllegalArgumentException("overlap must be >= 0, but is " + overlap + ": use for example 0");
        }
        if (overlap >= chunkSize) {
            throw new IllegalArgumentException("overlap must be < chunk_size, but overlap is " + overlap
                    + " and chunk_size is " + chunkSize + ": use a smaller overlap, for example 0");
        }
        this.chunkSize = chunkSize;
        this.overlap = overlap;
        var made = new ArrayList<Part>();
        var known = new HashMap<UUID, Part>();
        int next = 0;
        for (Source source : sources) {
            if (known.containsKey(source.documentId())) {
                continue;
            }
            int step = chunkSize - overlap;
            int chunks = Math.ceilDiv(source.tokens(), step);
            var part = new Part(source, next, chunks);
            made.add(part);
            known.put(source.documentId(), part);
            next = Math.addExact(next, chunks);
        }
        this.parts = List.copyOf(made);
        this.byDocument = Map.copyOf(known);
        this.size = next;
    }

    /** Number of chunks over all documents. */
    public int size() {
        return size;
    }

    public int chunkSize() {
        return chunkSize;
    }

    public int overlap() {
        return overlap;
    }

    /**
     * The chunk of an id.
     *
     * @throws NoSuchElementException when there is none; the message names the ids there are
     */
    public Chunk chunk(int id) {
        if (id < 0 || id >= size) {
            throw new NoSuchElementException("no chunk " + id + (size == 0 ? ": the index is empty" : ": ids are 0 to " + (size - 1)));
        }
        int low = 0;
        int high = parts.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (parts.get(middle).firstChunk() <= id) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        // of parts that start at the same id all but the last are empty
        Part part = parts.get(low);
        return chunk(part, part.offsets(), id - part.firstChunk());
    }

    /**
     * The chunk that holds most of {@code [start, end)} of a document, the first of several that hold as much.
     * Empty when the document is not in the index or has no chunk there.
     */
    public Optional<Chunk> chunkAt(UUID documentId, int start, int end) {
        Part part = byDocument.get(documentId);
        if (part == null || part.chunks() == 0) {
            return Optional.empty();
        }
        int step = chunkSize - overlap;
        TokenOffsets offsets = part.offsets();
        int token = Math.max(0, offsets.firstStartingAt(start + 1) - 1);
        int first = Math.max(0, (token - chunkSize) / step);
        Chunk best = null;
        int most = Integer.MIN_VALUE;
        for (int i = first; i < part.chunks(); i++) {
            Chunk chunk = chunk(part, offsets, i);
            if (best != null && chunk.start() >= Math.max(end, start + 1)) {
                break;
            }
            int held = Math.min(chunk.end(), end) - Math.max(chunk.start(), start);
            if (held > most) {
                most = held;
                best = chunk;
            }
        }
        return Optional.ofNullable(best);
    }

    private Chunk chunk(Part part, TokenOffsets offsets, int index) {
        int startToken = index * (chunkSize - overlap);
        int endToken = (int) Math.min((long) startToken + chunkSize, offsets.size());
        return new Chunk(part.firstChunk() + index, part.source().documentId(), startToken, endToken,
                offsets.start(startToken), offsets.end(endToken - 1));
    }
}
