package palimpsest.memory.rerank;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Lays texts into windows. Which stand together, and in which order, is decided by the texts alone and not by the order in which they
 * came; windows are about equally full, so that texts compete with about as many others in each.
 */
final class CandidateWindows {

    // by hash: near duplicates, which are alike at their beginnings, are spread over the windows
    private static final Comparator<IntBuffer> PLACE = Comparator.comparingInt(IntBuffer::hashCode).thenComparing(Comparator.naturalOrder());

    private CandidateWindows() {}

    /**
     * @param texts as tokens; equal ones count once
     * @param room  tokens that fit into a window
     * @param extra tokens that each text takes besides its own; no text and its extra take more than {@code room}
     * @return the texts, window by window
     */
    static List<List<IntBuffer>> of(List<int[]> texts, int room, int extra) {
        List<IntBuffer> placed = texts.stream().map(IntBuffer::wrap).distinct().sorted(PLACE).toList();
        int all = placed.stream().mapToInt(text -> text.remaining() + extra).sum();
        int windows = Math.max(1, Math.ceilDiv(all, Math.max(1, room)));
        var packed = new ArrayList<List<IntBuffer>>();
        int filled = 0;
        for (IntBuffer text : placed) {
            int length = text.remaining() + extra;
            boolean full = filled >= Math.ceilDiv(all, windows) || filled + length > room;
            if (packed.isEmpty() || full) {
                packed.add(new ArrayList<>());
                filled = 0;
            }
            packed.getLast().add(text);
            filled += length;
        }
        return packed;
    }
}
