package palimpsest.runtime.answer;

import java.util.List;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.longterm.MemoryItem;

/** What was recalled, as sources of an answer. */
public final class RecalledWords {

    private RecalledWords() {}

    /**
     * Of people's words, what was recalled last first. What an agent said before is no source of what it says now.
     *
     * @param recalled in the order in which it was
     */
    public static List<ReadSpan> of(List<MemoryItem> recalled) {
        return recalled.reversed().stream().filter(memory -> !Turn.ASSISTANT.equals(memory.speaker())).map(memory -> new ReadSpan(null, memory.place(), null,
                memory.start(), memory.words(), new TurnPlace(memory.conversation(), memory.seq(), memory.speaker(), memory.at()))).toList();
    }
}
