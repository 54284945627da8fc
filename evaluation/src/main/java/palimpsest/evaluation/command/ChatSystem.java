package palimpsest.evaluation.command;

import java.util.Locale;
import java.util.Map;

/** What is asked about conversations: the default agent that remembers them, and what it is measured beside. */
enum ChatSystem {

    MEMORY(Map.of(), Source.MEMORY),
    RECALL_OFF(Map.of("palimpsest.memory.recall", "false"), Source.MEMORY),
    RERANKER_OFF(Map.of("palimpsest.search.reranker", "none"), Source.MEMORY),
    /** Keeps every turn. */
    GATE_OFF(Map.of("palimpsest.memory.threshold", "1e-9"), Source.MEMORY_OF_ALL),
    /** The whole conversation as a document, and no memory. */
    DOCUMENT(Map.of("palimpsest.memory.recall", "false"), Source.DOCUMENT);

    /** Where the conversations stand; systems of the same source share what was taken in once. */
    enum Source { MEMORY, MEMORY_OF_ALL, DOCUMENT }

    private final Map<String, String> properties;
    private final Source source;

    ChatSystem(Map<String, String> properties, Source source) {
        this.properties = properties;
        this.source = source;
    }

    /** What sets it apart from the default. */
    Map<String, String> properties() {
        return properties;
    }

    Source source() {
        return source;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
