package palimpsest.runtime.context;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import palimpsest.memory.text.Tokenizer;
import palimpsest.runtime.context.WindowMessage.Numbered;

/** The numbered messages of a conversation as they were last written for a request, each once: those of the newest ids; and what they count. For one thread at a time. */
final class WrittenMessages {

    private static final int MOST = 1000;

    private final Map<Integer, ProjectedMessage> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, ProjectedMessage> eldest) {
            return size() > MOST;
        }
    };

    private Tokenizer countedBy;
    private Map<Integer, WindowMeter.Counted> counted;

    /** What messages count, by id; empty at first and for another tokenizer than last time. The meter that has it keeps it small. */
    Map<Integer, WindowMeter.Counted> counted(Tokenizer tokenizer) {
        if (countedBy != tokenizer) {
            countedBy = tokenizer;
            counted = new HashMap<>();
        }
        return counted;
    }

    /** @param write for a message that is another than the one last written under its id */
    ProjectedMessage of(Numbered message, Function<Numbered, ProjectedMessage> write) {
        ProjectedMessage written = known.get(message.msgId());
        if (written == null || written.source() != message) {
            written = write.apply(message);
            known.put(message.msgId(), written);
        }
        return written;
    }
}
