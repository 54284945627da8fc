package palimpsest.memory.meta;

import java.util.function.Supplier;

/**
 * Knows how to use memories, not what is in them: rules that stand in front of a question and its memories when an answer is
 * sought (MetaMem, section 3).
 */
public interface MetaMemory {

    /** Knows nothing. */
    MetaMemory NONE = (tenant, question) -> MetaMemorySelection.NONE;

    /**
     * The rules that stand in front of a question.
     *
     * @param question not blank
     * @return the tenant's rules that fit the question, in the order of their ids; none before anything was learned
     */
    MetaMemorySelection select(String tenant, String question);

    /**
     * The same in two steps: what takes long is done at once, what is read of the tenant's rules when the selection is asked for. A caller asks in a
     * transaction of its own, and again where that has to be repeated.
     */
    default Supplier<MetaMemorySelection> selection(String tenant, String question) {
        return () -> select(tenant, question);
    }

    /** Whether all its rules come from versions in the product's table: then it is not asked for a tenant that has none there. */
    default boolean inTable() {
        return false;
    }
}
