package palimpsest.runtime.verify;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import palimpsest.runtime.answer.Citation;
import palimpsest.runtime.answer.ReadSpan;

/** What is checked. */
public sealed interface Subject {

    /**
     * A tool call that did not fail, before its result is recorded.
     *
     * @param arguments as the model gave them; empty when they were not one JSON object
     * @param exploring whether the tool brings knowledge into the window
     * @param passages  text of documents that the result brings in, to the character
     */
    record ToolUse(String tool, Map<String, Object> arguments, SequencedMap<String, Object> result, boolean exploring, List<ReadSpan> passages)
            implements Subject {
        public ToolUse {
            passages = List.copyOf(passages);
        }
    }

    /** A note that is about to be written; {@code content} as it will stand in the note book. */
    record NoteWriting(String tool, String key, String summary, String content) implements Subject {}

    /** An answer that is about to be given, with the places that were found to support it. */
    record AnswerGiving(String answer, List<Citation> citations) implements Subject {
        public AnswerGiving {
            citations = List.copyOf(citations);
        }
    }
}
