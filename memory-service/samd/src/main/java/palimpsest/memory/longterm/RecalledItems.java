package palimpsest.memory.longterm;

import java.util.List;

/**
 * What a recall for a conversation found.
 *
 * @param items    best first
 * @param reranked how many records a reranker compared with each other for it; 0 where it did none
 */
public record RecalledItems(List<MemoryItem> items, int reranked) {

    public static final RecalledItems NONE = new RecalledItems(List.of(), 0);

    public RecalledItems {
        items = List.copyOf(items);
    }

    /** Items that no reranker compared. */
    public static RecalledItems of(List<MemoryItem> items) {
        return new RecalledItems(items, 0);
    }

    /** Others of the same recall in place of all. */
    public RecalledItems only(List<MemoryItem> some) {
        return new RecalledItems(some, reranked);
    }
}
