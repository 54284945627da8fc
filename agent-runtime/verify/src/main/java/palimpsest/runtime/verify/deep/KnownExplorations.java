package palimpsest.runtime.verify.deep;

import palimpsest.runtime.verify.Facts;

/** What passed in an earlier run needs no new check (LawThinker, Memorize). */
public interface KnownExplorations {

    /** Nothing is known: everything is checked. */
    KnownExplorations NONE = new KnownExplorations() {
        @Override
        public boolean accurate(Facts facts, String text) {
            return false;
        }

        @Override
        public boolean relevant(Facts facts, String text) {
            return false;
        }
    };

    /** Whether knowledge of the agent holds this text. */
    boolean accurate(Facts facts, String text);

    /** Whether the context of the conversation holds that this text bears on the question that is asked. */
    boolean relevant(Facts facts, String text);
}
