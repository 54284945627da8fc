package palimpsest.evaluation.retrieval;

import palimpsest.memory.retrieve.PassageSearch;

/** What is measured: a search, the same for all conversations or, where something was fitted on the others, one for each. */
@FunctionalInterface
public interface RetrievalSystem {

    PassageSearch forQuestionsAbout(String conversation);

    /** The same search for all conversations. */
    static RetrievalSystem of(PassageSearch search) {
        return conversation -> search;
    }
}
