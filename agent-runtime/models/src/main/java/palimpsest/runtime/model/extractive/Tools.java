package palimpsest.runtime.model.extractive;

/** Names of the context tools, as every StateLM model calls them. */
final class Tools {

    static final String ANALYZE = "analyzeText";
    static final String LOAD = "loadDocument";
    static final String INDEX = "buildIndex";
    static final String READ = "readChunk";
    static final String SEARCH = "searchEngine";
    static final String NOTE = "note";
    static final String READ_NOTE = "readNote";
    static final String BUDGET = "checkBudget";
    static final String DELETE = "deleteContext";
    static final String RECALL = "recallMemory";
    static final String REMEMBER = "rememberFact";
    static final String FORGET = "forgetMemory";
    static final String FINISH = "finish";

    private Tools() {}
}
