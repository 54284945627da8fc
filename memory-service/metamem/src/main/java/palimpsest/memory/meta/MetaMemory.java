package palimpsest.memory.meta;

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
}
