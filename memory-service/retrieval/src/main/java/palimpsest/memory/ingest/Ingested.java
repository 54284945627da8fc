package palimpsest.memory.ingest;

import palimpsest.memory.document.Document;

/** What became of one file. */
public sealed interface Ingested {

    /** The file's name as a person would say it. */
    String name();

    /** Text stored and searchable; embeddings follow in the background. */
    record Added(Document document) implements Ingested {
        @Override public String name() { return document.name(); }
    }

    /** The same bytes stand in the store under this source already: nothing was written. */
    record Unchanged(Document document) implements Ingested {
        @Override public String name() { return document.name(); }
    }

    /**
     * Not read, and why, in words for a person. The rest goes on.
     *
     * @param leftOut whether it was left out of a folder on purpose (hidden, ignored, excluded); the name of a folder ends with a slash
     */
    record Skipped(String name, String reason, boolean leftOut) implements Ingested {

        public Skipped(String name, String reason) {
            this(name, reason, false);
        }
    }
}
